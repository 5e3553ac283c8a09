"""The pictures of a handbook in German, French and Spanish, asked for in other forms of its words: `languages`, stemmed by the
rules of each language, and `languages-english`, all by those of English.

The sentence model learnt English only, so that exact words carry most of it. Queries were written for this, with what the
handbook's own alt texts say in mind but in other numbers, cases and parts of speech; what is relevant is a picture's file.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

import numpy as np

from imagesearch.env import ROOT
from tests.eval.clip_photos import clip_table
from tests.eval.judged import Document, JudgedSet, Query

MANIFEST: Final = ROOT.parent / "shared" / "sites" / "debian-handbook.json"
ENGLISH: Final = "en-US"
QUERIES: Final[Mapping[str, Mapping[str, str]]] = {
    "de-DE": {
        "Paketverwaltungsprogramme": "aptitude synaptic",
        "Kompilierung von Paketen": "autobuilder",
        "Netzwerke von Falcot": "case-study",
        "Verteilungen der Entwickler": "developers-map",
        "E-Mail-Programme": "evolution kmail thunderbird",
        "Sicherung einer Datenbank": "existing-setup-2",
        "ausgewählter Dienst": "existing-setup-4",
        "Installationen von Diensten": "existing-setup-4",
        "Arbeitsflächen": "gnome kde xfce",
        "geführte Partitionierung": "inst-autopartman-mode inst-partman-disk",
        "Grundsystem installieren": "inst-basesystem",
        "Länder auswählen": "inst-country inst-country-txt",
        "Tastaturen auswählen": "inst-keyboard inst-keyboard-txt",
        "Sprachen": "inst-lang inst-lang-txt",
        "Passwörter": "inst-rootpw",
        "Namen von Benutzern": "inst-username",
        "Wege von Paketen": "package-lifecycle release-cycle",
        "lokale Ports": "ssh-L",
        "entfernte Ports": "ssh-R",
        "Boot-Sequenzen mit systemd": "startup-systemd",
        "selbstständiger Übergang": "selinux-transitions",
        "Kontext der Sicherheit": "selinux-context",
        "Netzverkehrsanalysatoren": "wireshark",
        "Browsern": "firefox",
    },
    "fr-FR": {
        "gestionnaires de paquet": "aptitude synaptic",
        "compilations de paquets": "autobuilder",
        "réseaux de Falcot": "case-study",
        "répartitions des développeurs": "developers-map",
        "logiciels de messageries": "evolution kmail",
        "sauvegardes d'une base": "existing-setup-2",
        "installation d'un service sélectionné": "existing-setup-4",
        "mises à jour": "gnome-packagekit",
        "bureaux": "gnome xfce",
        "écrans": "inst-boot",
        "choisir un pays": "inst-country inst-country-txt",
        "langues": "inst-lang inst-lang-txt",
        "claviers": "inst-keyboard inst-keyboard-txt",
        "miroirs Debian": "inst-mirror",
        "disques à partitionner": "inst-partman-disk",
        "validation du partitionnement": "inst-partman-validation",
        "mots de passe des administrateurs": "inst-rootpw",
        "noms d'utilisateurs": "inst-username",
        "tâche": "inst-tasksel",
        "contexte de sécurité": "selinux-context",
        "transition automatique entre les domaines": "selinux-transitions",
        "ports locaux": "ssh-L",
        "ports distants": "ssh-R",
        "étape du démarrage avec systemd": "startup-systemd",
        "tableaux de bord": "webmin",
    },
    "es-ES": {
        "gestores de paquete": "aptitude synaptic",
        "compilaciones de paquetes": "autobuilder",
        "redes de Falcot": "case-study",
        "desarrollador": "developers-map",
        "respaldar bases de datos": "existing-setup-2",
        "servicio seleccionado": "existing-setup-4",
        "navegadores": "firefox",
        "actualizaciones": "gnome-packagekit",
        "escritorios": "gnome kde xfce",
        "particionados guiados": "inst-autopartman-mode inst-partman-disk",
        "pantallas de arranque": "inst-boot",
        "seleccionar un país": "inst-country inst-country-txt",
        "idiomas": "inst-lang inst-lang-txt",
        "teclados": "inst-keyboard inst-keyboard-txt",
        "discos para particionar": "inst-partman-disk",
        "validar el particionado": "inst-partman-validation",
        "contraseñas de administradores": "inst-rootpw",
        "nombres de usuarios": "inst-username",
        "elegir una tarea": "inst-tasksel",
        "contexto de seguridad": "selinux-context",
        "transición automática": "selinux-transitions",
        "puertos locales": "ssh-L",
        "puertos remotos": "ssh-R",
        "secuencias de inicio con systemd": "startup-systemd",
        "paneles": "webmin",
    },
}
NOWHERE: Final[Mapping[str, str]] = {
    "de-DE": "Saxophon, Giraffe, Pizza, Zahnbürste, Schneemann, Lokomotive, Fahrräder, Erdbeeren, ein schwarzer Hund, Katzen, "
    "Regenschirm, Leuchtturm, Hochzeitskleid, Kaffeetasse, Fußballspieler, Wasserfall, rote Schuhe, Tulpen, Elefant, Feuerwehr",
    "fr-FR": "saxophone, girafe, tarte aux pommes, brosse à dents, bonhomme de neige, locomotive, vélos, fraises, un chien noir, "
    "chats, parapluie, phare, robe de mariée, tasse de café, joueur de football, cascade, chaussures rouges, tulipes, éléphant, pompiers",
    "es-ES": "saxofón, jirafa, tarta de manzana, cepillo de dientes, muñeco de nieve, locomotora, bicicletas, fresas, un perro negro, "
    "gatos, paraguas, faro, vestido de novia, taza de café, jugador de fútbol, cascada, zapatos rojos, tulipanes, elefante, bomberos",
}


def languages_sets() -> list[JudgedSet]:
    """A collection for each language, its words known to be of it."""
    return [judged_set(locale, locale[:2], list(_queries(locale))) for locale in QUERIES]


def english_sets() -> list[JudgedSet]:
    """The same, as if nobody knew the languages."""
    return [judged_set(locale, "", list(_queries(locale))) for locale in QUERIES]


def judged_set(locale: str, language: str, queries: Sequence[Query]) -> JudgedSet:
    """An edition whose words are known, or not, to be of a language."""
    said, english = _said(locale), _said(ENGLISH)
    blank = np.zeros(2, dtype=np.float32)
    documents = [Document(f, blank, text, language=language) for f, text in said.items() if text != english.get(f)]
    name = "languages" if language else "languages-english"
    about = "a handbook in German, French and Spanish"
    return JudgedSet(name, about, documents, queries, clip_table(), has_pixels=False)


def _queries(locale: str) -> Iterator[Query]:
    for text, files in QUERIES[locale].items():
        yield Query(text, frozenset(files.split()))
    yield from map(Query, NOWHERE[locale].split(", "))


def _said(locale: str) -> dict[str, str]:
    """Alt texts by file name of the pictures of one edition."""
    paths = [(PurePosixPath(one["path"]), one.get("alt")) for one in json.loads(MANIFEST.read_text())["images"]]
    return {path.stem: alt[0] for path, alt in paths if alt and path.parts[1] == locale and len(path.parts) == 4}
