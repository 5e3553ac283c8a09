"""What people would type, and what it must mean: a subject, and chips written as `mode kind value`."""

import pytest

from imagesearch.search.parsing import ChipMode, ParsedQuery, query_parse

SIGNS = {ChipMode.MUST: "", ChipMode.NICE: "~", ChipMode.EXCLUDE: "-"}


def chips_of(parsed: ParsedQuery) -> set[str]:
    return {f"{SIGNS[chip.mode]}{chip.kind}:{chip.value}" for chip in parsed.chips}


PHRASES: tuple[tuple[str, str, set[str]], ...] = (
    # Anybody
    ("dogs", "dogs", set()),
    ("a giraffe reading a newspaper", "a giraffe reading a newspaper", set()),
    ("photos of dogs", "dogs", set()),
    ("a picture of a picture frame", "a picture frame", set()),
    ("pictures with mountains and a lake", "mountains and a lake", set()),
    ("show me pictures of dogs that are not brown", "dogs", {"-concept:brown"}),
    ("Show me all the photos of the Eiffel Tower, please", "the Eiffel Tower", set()),
    ("can you find me some pictures of cats?", "cats", set()),
    ("I'm looking for images of sunsets", "sunsets", set()),
    ("do you have photos of the team?", "the team", set()),
    ("find nemo", "nemo", set()),
    ("people in the picture", "people", set()),
    ("images sunset beach", "sunset beach", set()),
    ("photo album", "photo album", set()),
    ("image processing", "image processing", set()),
    ("photos", "photos", set()),
    ("", "", set()),
    # Brand teams
    ("PNG images of Apple Watch", "Apple Watch", {"format:png"}),
    ("high-resolution iPhone photos", "iPhone", {"size:large"}),
    ("hi-res product shots", "product shots", {"size:large", "~role:product"}),
    ("our logo on a white background", "our logo on a white background", {"~role:logo", "~color:white"}),
    ("logo svg", "logo", {"~role:logo", "format:svg"}),
    ("red logos that are not PNG", "red logos", {"~color:red", "~role:logo", "-format:png"}),
    ("large blue banners from the blog", "blue banners", {"size:large", "~color:blue", "~role:banner", "page:blog"}),
    ("wide banners without text", "banners", {"aspect:wide", "~role:banner", "-concept:text"}),
    ("wide river", "wide river", set()),
    ("tall buildings", "tall buildings", set()),
    ("mostly red posters", "red posters", {"color:red", "~role:poster"}),
    ("banner images wider than 1200 px", "banner", {"~role:banner", "w:>1200"}),
    ("hero images at least 1920 pixels wide", "hero", {"~role:banner", "w:>=1920"}),
    ("HD photos of the office", "the office", {"side:>=1280"}),
    ("4k wallpapers", "wallpapers", {"side:>=3840", "~role:wallpaper"}),
    ("4k tv", "4k tv", set()),
    ("old logo, not the new logo", "old logo", {"~role:logo", "-concept:new logo"}),
    ("press photos from the newsroom", "press", {"page:newsroom"}),
    ("images from our press kit", "", {"page:press-kit"}),
    ("a red PNG logo file icon", "a red logo file icon", {"~color:red", "format:png", "~role:logo", "~role:icon"}),
    ("screenshots in dark mode", "screenshots in dark mode", {"~role:screenshot", "~color:black"}),
    ("light-mode screenshots", "light-mode screenshots", {"~role:screenshot", "~color:white"}),
    ("photos taken in the dark", "the dark", set()),
    ("text-free banners", "banners", {"-concept:text", "~role:banner"}),
    ("royalty-free music", "royalty-free music", set()),
    # Shops
    ("product photos without people", "product", {"~role:product", "-concept:people"}),
    ("red shoes on a white background", "red shoes on a white background", {"~color:red", "~color:white"}),
    ("images on /shop", "", {"page:/shop"}),
    ("shoes on /shop/men/", "shoes", {"page:/shop/men"}),
    ("shoes in the shop section", "shoes", {"page:shop"}),
    ("handbags from the shop", "handbags", {"page:shop"}),
    ("a woman in the shop", "a woman", {"page:shop"}),
    ("square product photos", "product", {"aspect:square", "~role:product"}),
    ("jpg or webp pictures of food", "food", {"format:jpeg", "format:webp"}),
    ("png, jpg and webp", "", {"format:png", "format:jpeg", "format:webp"}),
    ("png/jpg logos", "logos", {"format:png", "format:jpeg", "~role:logo"}),
    ("watches without leather straps", "watches", {"-concept:leather straps"}),
    ("cups without handles on a table", "cups on a table", {"-concept:handles"}),
    ("dresses but not red", "dresses", {"-concept:red"}),
    ("cars except for trucks", "cars", {"-concept:trucks"}),
    ("cats instead of dogs", "cats", {"-concept:dogs"}),
    ("without people, text or logos", "", {"-concept:people", "-concept:text", "-concept:logos"}),
    ("dogs, no people, png", "dogs", {"-concept:people", "format:png"}),
    ("beach without people in the background", "beach", {"-concept:people"}),
    ("street with nobody in it", "street", {"-concept:people"}),
    ("no blurry photos", "", {"-concept:blurry"}),
    ("food that doesn't contain meat", "food", {"-concept:meat"}),
    ("products images not from the blog", "products", {"-page:blog"}),
    ("biggest photos of chairs", "chairs", {"sort:largest"}),
    ("the biggest elephant", "the biggest elephant", set()),
    ("newest photos of cats", "cats", {"sort:newest"}),
    ("latest screenshots sorted by size", "screenshots", {"sort:newest", "sort:largest", "~role:screenshot"}),
    ("chairs newest first", "chairs", {"sort:newest"}),
    # Archivists
    ("black and white photos of ships", "black and white ships", set()),
    ("portraits of a woman", "portraits of a woman", set()),
    ("portrait photos", "portrait", set()),
    ("photos in portrait orientation", "", {"aspect:tall"}),
    ("landscape photos", "landscape", set()),
    ("vertical photos of towers", "towers", {"aspect:tall"}),
    ("panoramic images of the city", "the city", {"aspect:panorama"}),
    ("tiff scans of letters", "scans of letters", {"format:tiff"}),
    ("maps from /archive/1900", "maps", {"~role:map", "page:/archive/1900"}),
    ("oldest maps", "maps", {"sort:oldest", "~role:map"}),
    ("photos larger than 2 megapixels", "", {"mp:>2"}),
    ("scans at least 12 MP", "scans", {"mp:>=12"}),
    ("photos between 500 and 1,000 px wide", "", {"w:500-1000"}),
    ("1920x1080 wallpapers", "wallpapers", {"w:1920", "h:1080", "~role:wallpaper"}),
    ("a 2x4 board", "a 2x4 board", set()),
    ("more than 3 dogs", "more than 3 dogs", set()),
    ("over 50 people", "over 50 people", set()),
    ("photos 64 px", "", {"side:64"}),
    ("1000px wide banners", "banners", {"w:1000", "~role:banner"}),
    ("images >1000px", "", {"side:>1000"}),
    ("images >= 1000 px wide", "", {"w:>=1000"}),
    ("photos between 100 and 200 px", "", {"side:100-200"}),
    ("images larger than 800x600", "", {"w:>800", "h:>600"}),
    ("no more than 500 px tall", "", {"h:<=500"}),
    ("thumbnails under 200px", "thumbnails", {"~role:thumbnail", "side:<200"}),
    ("photos in page order", "", {"sort:page"}),
    # Accessibility auditors
    ("pictures with no alt text", "", {"alt:none"}),
    ("images without alt attributes", "", {"alt:none"}),
    ("banners missing alt text on the home page", "banners", {"alt:none", "~role:banner", "page:/"}),
    ("photos where alt text is missing", "", {"alt:none"}),
    ("logos with alt text", "logos", {"alt:any", "~role:logo"}),
    ("icons smaller than 64 px", "icons", {"~role:icon", "side:<64"}),
    ("icons smaller than 64", "icons", {"~role:icon", "side:<64"}),
    ("small icons", "icons", {"size:small", "~role:icon"}),
    ("small dogs", "small dogs", set()),
    ("big cartoon dog", "big cartoon dog", {"~role:illustration"}),
    ("images on the about page", "", {"page:about"}),
    ("diagrams on the pricing page", "diagrams", {"~role:diagram", "page:pricing"}),
    ("a cat on the same page", "a cat on the same page", set()),
    ("images of text", "text", set()),
    ("without text", "", {"-concept:text"}),
    ("woman not looking at the camera", "woman", {"-concept:looking at the camera"}),
    ("everything except icons", "", {"-concept:icons"}),
    ("pictures taken at night", "night", set()),
    ("icons on /blog or /news", "icons", {"~role:icon", "page:/blog", "page:/news"}),
    ("charts not showing prices", "charts", {"~role:chart", "-concept:prices"}),
    # Developers
    ("images from cdn.example.com", "", {"host:cdn.example.com"}),
    ("images from logo.png", "logo.png", set()),
    ("a png", "", {"format:png"}),
    (".png files", "", {"format:png"}),
    ("only gifs", "", {"format:gif"}),
    ("non-jpeg photos of cats", "cats", {"-format:jpeg"}),
    ("png to jpg converter", "png to jpg converter", set()),
    ("photos on this site", "photos on this site", set()),
    # Words that only look like rules
    ("no parking sign", "no parking sign", set()),
    ("404 not found page", "404 not found page", set()),
    ("doctors without borders", "doctors without borders", set()),
    ("an orange", "an orange", set()),
    ("ratio 16:9", "ratio 16:9", set()),
    ("Re: meeting", "Re meeting", set()),
    ("t-shirt", "t-shirt", set()),
    ("-5 degrees", "5 degrees", set()),
    ("https://example.com/a.png", "https://example.com/a.png", set()),
    ("Straße in München", "Straße in München", set()),
    ("犬の写真", "犬の写真", set()),
)  # fmt: skip


@pytest.mark.parametrize(("text", "subject", "chips"), PHRASES, ids=[text for text, _, _ in PHRASES])
def test_phrase_is_understood(text, subject, chips):
    parsed = query_parse(text)
    assert (parsed.subject, chips_of(parsed)) == (subject, chips)
    assert parsed.problems == ()


def test_phrases_are_many():
    assert len(PHRASES) >= 100


def test_spans_show_where_a_chip_stands():
    text = "large PNG banners without people from the blog"
    said = {chip.value: [text[start:end] for start, end in chip.spans] for chip in query_parse(text).chips}
    assert said == {
        "large": ["large"], "png": ["PNG"], "banner": ["banners"], "people": ["without people"], "blog": ["from the blog"],
    }  # fmt: skip


def test_same_thing_said_twice_is_one_chip():
    parsed = query_parse("png photos in png format")
    assert [(chip.value, len(chip.spans)) for chip in parsed.chips] == [("png", 2)]


def test_filter_makes_its_hint_needless():
    assert chips_of(query_parse("red shoes color:red")) == {"color:red"}


def test_not_a_color_keeps_out_the_color_and_the_word():
    parsed = query_parse("dogs that are not brown")
    assert parsed.excluded == ("brown",)
    assert parsed.to_filters() == {"color_not": ("brown",)}
