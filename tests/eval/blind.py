"""Queries that no constant was chosen by: `make eval ARGS=--blind`. Their figures are for reports, never for tuning.

They were written before the tuning that they judge: rarer names of things in the same photos, sentences by yet another person,
paraphrases of alt texts that stand beside one picture only, and editions of the handbook in languages not asked about elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from imagesearch.search.wording import folded
from tests.eval import clip_photos, languages, sites
from tests.eval.judged import JudgedSet, Query
from tests.eval.strangers import BLIND_PHRASES

RARE: Final = range(2, 5)
"""So many photos show, by their captions, what no query elsewhere asks for."""
RELEVANT_MIN: Final = 2
CAPTIONS_FROM: Final = 4
"""The first row asked for; those of `captions` are other ones."""
NOWHERE: Final = (
    "aerosol can", "air conditioner", "applesauce", "ashtray", "avocado", "banana", "barbell", "bell pepper",
    "birdfeeder", "bolo tie", "bowling ball", "butterfly", "cabbage", "calendar", "carrot", "casserole",
    "chocolate cake", "coffeepot", "combination lock", "comic book", "cucumber", "cupcake", "dental floss",
    "egg roll", "electric chair", "electric drill", "escargot", "falcon", "file cabinet", "fire hydrant",
    "freight car", "gas stove", "goldfish", "grape", "hair dryer", "hamburger", "hammer", "igniter", "inhaler", "ipod", "kiwi fruit",
    "knitting needle", "lightbulb", "mango", "meatball", "mushroom", "nutcracker", "oil lamp", "paper towel", "pencil case",
    "pepper mill", "perfume", "pocketknife", "poker chip", "potted plant", "radiator", "razorblade", "rice cooker", "rolling pin",
    "router", "salami", "saltshaker", "shower head", "solar array", "spatula", "strawberry", "sugar bowl", "sunflower",
    "surveillance camera", "table lamp", "tape measure", "tea bag", "thermostat", "toaster oven", "tomato", "toothpaste",
    "treadmill", "vase", "waffle iron", "washing machine", "water faucet", "wine bottle", "wok",
)  # fmt: skip
"""Names without a caption, by hand; one without a vector or that a set speaks of is left out there."""
SITES: Final[Mapping[str, str]] = {
    "chinese pie": "pate chinois",
    "quesadilla with beef brisket": "brisket quesadilla",
    "beef pho noodle soup": "Based Beef Pho",
    "bolognese": "Bolognese sauce",
    "pasta with spicy sausages": "Spicy Sausage Pasta",
    "macaroni with hamburger and tomatoes": "Tomato Flavored Hamburger and Macaroni",
    "stuffed peppers": "Ardei umpluti",
    "pork roast, Tuscan style": "tuscan-style-pork-roast",
    "mostaccioli on the stove": "baked mostaccioli on stove",
    "soup with leeks and potatoes": "potato leek soup",
    "whole wheat pizza dough": "Wholemeal-Wheat-Flour-Pizza-Dough",
    "simmering tofu": "Mapo Tofu Simmering",
    "bowl of mostaccioli": "baked mostaccioli in bowl",
    "QR code for bitcoin": "Bitcoin QR Code",
    "options of the slide": "“Slide” options",
    "spiral filter example": "Applying example for the Spiral filter",
    "fractal explorer": "Example for the Fractal Explorer filter",
    "align tool": "The Align tool in toolbox",
    "activated path tool": "Path tool activated",
    "example of dilation": "“Dilate” example",
    "dialog for scaling an image": "The “Scale Image” dialog",
    "spyrogimp shapes": "“Spyrogimp” Bumps Shape Examples",
    "horizontal fill alignment": "Horizontal “Fill” alignment (bottom layer)",
    "menu of the document history": "Document History Context Menu",
    "layers dialog context menu": "Context Menu for the Layers Dialog",
    "kaleidoscope filter": "“Kaleidoscope” filter options",
    "dissolve mode": "Example for layer mode “Dissolve”",
    "overlay with the AND operator": "v.overlay with AND operator",
    "thinning of a raster": "Raster feature thinning (skeletonizing)",
    "wizard to create a configuration file": "g.gui.rlisetup: First frame of wizard for selecting existing configuration files or "
    "creating a new one",
    "example of v.net.path": "v.net.path example",
    "measuring geodesic distance": "Visualization (with d.geodesic) of m.measure distance example",
    "crosses operator": "v.select with CROSSES operator",
    "flow accumulation of the carved DEM": "r.carve example: carved DEM flow accumulation",
    "travel time isolines": "v.net.iso example with traveling time",
    "steiner tree by time": "v.net.steiner example using time",
    "toolbar for digitizing vectors": "Vector Digitizer Toolbar",
    "buffer around a line without cap": "line buffer: no cap",
    "drainage": "drainage using r.watershed",
    "fractal elevation models": "Artificial DEMs created with fractals",
    "maize roots after thresholding": "Thresholded maize roots",
    "histogram of a plant seedling": "Plant seedling histogram",
    "mask of the second image with geometric shapes": "Binary mask created by thresholding the second geometric shapes image",
    "beads": "Beads image",
    "gradient close to the transition": "Gradient near transition",
    "histogram of maize roots in gray": "Grayscale histogram of the maize root image",
    "enlarged part of an image": "Enlarged image area",
    "remote control": "Remote control image",
    "blue channel": "Image of blue channel",
    "custom netlists": "Custom Netlist Generator",
    "text and graphics settings of the board": "board setup text and graphics",
    "rotate to the left": "Rotate counterclockwise icon",
    "3D settings of a footprint": "Footprint properties, 3D settings",
    "adding a circle": "Add circle icon",
    "choosing an outline for an IDF component": "IDF component outline selection",
    "dialog for annotations": "annotate dialog",
    "ignoring an ERC warning": "Ignore ERC warning",
    "alternate pin definitions": "Selecting an alternate pin definition",
    "table of symbol fields": "Symbol Fields Table",
    "transformation, euclidean": "Euclidean transformation",
    "canny edge detection": "Canny detector",
    "radon transformation": "Radon transform",
    "image with noise": "Noisy Image",
    "downscaling and resizing": "Rescale, resize, and downscale",
    "deconvolution of images": "Image Deconvolution",
    "segmentation by a random walker": "Random walker segmentation",
    "skeleton and thinned image": "original, skeleton, thinned, partially thinned",
    "separating colors of stained tissue": "Separate colors in immunohistochemical staining",
    "low tennis shoes": "Sneakers & Tennis shoes basse",
    "high sneakers": "Sneakers & Tennis shoes alte",
}
"""A search for each, by the alt text that it paraphrases."""
LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "it-IT": {
        "gestori di pacchetti": "aptitude synaptic",
        "compilare pacchetti": "autobuilder",
        "reti di Falcot": "case-study",
        "distribuzioni mondiali": "developers-map",
        "programmi di posta": "evolution kmail thunderbird",
        "backup dei database": "existing-setup-2",
        "installare i servizi": "existing-setup-4",
        "browser": "firefox",
        "partizionamenti guidati": "inst-autopartman-mode inst-partman-disk",
        "schermate di avvio": "inst-boot",
        "selezionare una nazione": "inst-country inst-country-txt",
        "tastiere": "inst-keyboard inst-keyboard-txt",
        "lingue": "inst-lang inst-lang-txt",
        "dischi da partizionare": "inst-partman-disk",
        "password degli amministratori": "inst-rootpw",
        "nomi degli utenti": "inst-username",
        "contesto di sicurezza": "selinux-context",
        "transizione automatica": "selinux-transitions",
        "porte locali": "ssh-L",
        "porte remote": "ssh-R",
    },
    "pt-BR": {
        "gerenciadores de pacote": "aptitude synaptic",
        "compilar pacotes": "autobuilder",
        "redes da Falcot": "case-study",
        "desenvolvedor Debian": "developers-map",
        "programas de email": "evolution kmail thunderbird",
        "backup de base de dados": "existing-setup-2",
        "serviço selecionado": "existing-setup-4",
        "navegadores web": "firefox",
        "telas de inicialização": "inst-boot",
        "selecionar países": "inst-country inst-country-txt",
        "teclados": "inst-keyboard inst-keyboard-txt",
        "idiomas": "inst-lang inst-lang-txt",
        "espelhos Debian": "inst-mirror",
        "discos": "inst-partman-disk",
        "senhas de administradores": "inst-rootpw",
        "nomes de usuários": "inst-username",
        "tarefa": "inst-tasksel",
        "contexto de segurança": "selinux-context",
        "transição automática": "selinux-transitions",
        "portas locais": "ssh-L",
    },
    "nl-NL": {
        "pakketbeheerders": "aptitude synaptic",
        "pakketten compileren": "autobuilder",
        "netwerken van Falcot": "case-study",
        "databanken": "existing-setup-2",
        "geselecteerde dienst": "existing-setup-4",
        "schijfindelingen": "inst-autopartman-mode inst-partman-disk inst-partman-validation inst-partman",
        "opstartschermen": "inst-boot",
        "landen kiezen": "inst-country inst-country-txt",
        "toetsenborden": "inst-keyboard inst-keyboard-txt",
        "talen selecteren": "inst-lang inst-lang-txt",
        "spiegels van Debian": "inst-mirror",
        "schijven": "inst-partman-disk",
        "wachtwoorden van beheerders": "inst-rootpw",
        "namen van gebruikers": "inst-username",
        "taken": "inst-tasksel",
        "paden van pakketten": "package-lifecycle",
    },
}
LANGUAGES_NOWHERE: Final[Mapping[str, str]] = {
    "it-IT": "sassofono, giraffa, torta di mele, spazzolino, pupazzo di neve, locomotiva, biciclette, fragole, un cane nero, gatti, "
    "ombrello, faro, abito da sposa, tazza di caffè, calciatore, cascata, scarpe rosse, tulipani, elefante, pompieri",
    "pt-BR": "saxofone, girafa, torta de maçã, escova de dentes, boneco de neve, locomotiva, bicicletas, morangos, um cachorro preto, "
    "gatos, guarda-chuva, farol, vestido de noiva, xícara de café, jogador de futebol, cachoeira, sapatos vermelhos, tulipas, elefante, bombeiros",
    "nl-NL": "saxofoon, giraffe, appeltaart, tandenborstel, sneeuwpop, locomotief, fietsen, aardbeien, een zwarte hond, katten, "
    "paraplu, vuurtoren, trouwjurk, kopje koffie, voetballer, waterval, rode schoenen, tulpen, olifant, brandweer",
}


def photos_sets() -> list[JudgedSet]:
    """The photos of `photos` in each layout, under rarer names."""
    return [_photos(judged) for judged in clip_photos.photos_sets()]


def bare_sets() -> list[JudgedSet]:
    """The same without words."""
    return [_photos(judged) for judged in clip_photos.bare_sets()]


def captions_sets() -> list[JudgedSet]:
    """Other photos than in `captions`, by the words of a fifth person."""
    judged = clip_photos.captions_sets()[0]
    rows = clip_photos.rows_of("images.tsv")[CAPTIONS_FROM::8]
    queries = [Query(row["caption5"].strip(" ."), frozenset({row["id"]})) for row in rows]
    return [replace(judged, is_blind=True, queries=[*queries, *map(Query, BLIND_PHRASES)])]


def sites_sets() -> list[JudgedSet]:
    """The pictures of `sites`, by paraphrases of alt texts."""
    judged = sites.sites_sets()[0]
    named: dict[str, set[str]] = {}
    for document in judged.documents:
        named.setdefault(folded(document.said), set()).add(document.name)
    queries = [Query(text, frozenset(named[folded(alt)])) for text, alt in SITES.items()]
    everything = " ".join(document.said for document in judged.documents)
    return [
        replace(
            judged, is_blind=True, queries=[*queries, *sites.nowhere(everything, NOWHERE), *map(Query, BLIND_PHRASES)]
        )
    ]


def languages_sets() -> list[JudgedSet]:
    """The handbook in languages that nothing was tuned for."""
    return [_language(locale) for locale in LANGUAGES]


def _language(locale: str) -> JudgedSet:
    queries = [Query(text, frozenset(files.split())) for text, files in LANGUAGES[locale].items()]
    absent = map(Query, LANGUAGES_NOWHERE[locale].split(", "))
    judged = languages.judged_set(locale, locale[:2], [*queries, *absent])
    return replace(judged, is_blind=True)


def _photos(judged: JudgedSet) -> JudgedSet:
    return replace(judged, is_blind=True, queries=list(_names(judged.queries)))


def _names(used: Sequence[Query]) -> Iterator[Query]:
    """Rare names that are no query elsewhere, and names of what is nowhere."""
    seen = {query.text for query in used}
    rows = clip_photos.rows_of("texts.tsv")
    rare = [
        clip_photos.spelled(row["name"]) for row in rows if int(row["n_relevant"]) in RARE and "/" not in row["name"]
    ]
    for name in dict.fromkeys(rare):
        relevant = clip_photos.relevant_to(name)
        if name not in seen and len(relevant) >= RELEVANT_MIN:
            yield Query(name, relevant)
    known = {clip_photos.spelled(row["name"]) for row in rows if row["n_relevant"] == "0"}
    yield from (Query(name) for name in NOWHERE if name in known - seen)
