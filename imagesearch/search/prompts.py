"""Texts that have nothing to do with any query: what the scores of a collection are measured against."""

from typing import Final

BACKGROUND: Final = (
    "a dog", "a cat", "a bird in a tree", "a horse", "a car on a road", "a bicycle", "a train", "an airplane", "a boat on water",
    "a house", "a city street", "a bridge", "a mountain", "a forest", "a beach", "a river", "a field of flowers", "the night sky",
    "a person smiling", "a group of people", "a child playing", "hands holding something", "a plate of food", "a cup of coffee",
    "a cake", "fruit", "a bottle", "a chair and a table", "a lamp", "a bed", "a kitchen", "an office", "a computer screen",
    "a phone", "a book", "a newspaper", "a map", "a diagram", "a chart with numbers", "a screenshot of a program", "a logo",
    "an icon", "text on a white background", "a drawing", "an abstract pattern", "shoes", "a shirt", "a watch", "a guitar",
    "a ball", "a building at night", "snow", "a statue", "a machine", "tools", "a red sign", "a blue background", "a green leaf",
)  # fmt: skip
PIXELS_TEMPLATE: Final = "a photo of {}"
"""What the captions that such models learnt from look like."""
THINGS: Final = (
    "alligator", "antelope", "baboon", "cockroach", "dolphin", "donkey", "dragonfly", "ferret", "frog", "hamster", "heron",
    "hornet", "hummingbird", "ladybug", "lizard", "manatee", "parakeet", "seashell", "shark", "squirrel", "starfish",
    "wolf", "yak", "almond", "bagel", "brussels sprouts", "cornbread", "dumpling", "fig", "garlic", "grapefruit",
    "lollipop", "okra", "oyster", "pickle", "pretzel", "pumpkin", "quiche", "radish", "raspberry", "sausage", "truffle",
    "watermelon", "yogurt", "binoculars", "blimp", "briefcase", "bulletproof vest", "candy cane", "chalice", "colander",
    "corkscrew", "crowbar", "crucifix", "crutch", "dagger", "dumbbell", "dustpan", "eyepatch", "ferris wheel",
    "fire extinguisher", "gargoyle", "gondola", "hammock", "handcuff", "hookah", "horse carriage", "hot air balloon",
    "ironing board", "joystick", "kilt", "kimono", "lawn mower", "limousine", "lipstick", "machine gun", "mammoth",
    "matchbox", "padlock", "pencil sharpener", "piano", "pinecone", "pitchfork", "pool table", "propeller", "puppet",
    "record player", "rickshaw", "rocking chair", "roller skate", "seaplane", "silo", "spear", "tapestry", "teddy bear",
    "thermometer", "thimble", "trumpet", "vacuum cleaner", "water tower", "weathervane", "wig", "wrench",
)  # fmt: skip
"""Things of all kinds that hardly any site shows more than a few of: how well they seem to match is how well nothing matches."""
SCENES: Final = (
    "a beekeeper taking honey from a hive", "a blacksmith hammering a glowing horseshoe", "an old lighthouse in thick fog",
    "a wolf howling at the full moon", "a frog sitting on a lily pad", "a dentist looking into a patient's mouth",
    "a seaplane landing on a mountain lake", "a monk ringing a temple bell", "two men playing billiards in a dark bar",
    "a hamster running in its wheel", "a gondola passing under a stone bridge", "a tractor ploughing a muddy field",
    "a magician pulling a rabbit out of a hat", "workers pouring concrete at a building site",
    "a shark swimming above a coral reef", "a woman weaving a carpet on a loom", "a baker taking bread out of the oven",
    "a pianist at a black grand piano", "rows of bottles in a wine cellar", "a tailor measuring cloth with a tape",
    "soldiers marching in a parade", "a crocodile sleeping on a river bank", "an oil platform in the open sea",
    "a potter shaping clay on a wheel", "a satellite orbiting the earth", "a nurse giving an injection",
    "a squirrel eating a nut on a branch", "a fisherman mending his net", "a priest lighting candles at an altar",
    "a trumpet lying in its open case", "a volcano with a stream of lava", "a barber cutting an old man's hair",
    "a queue of people outside a bank", "a cable car high above the snow", "shelves full of pharmacy bottles",
    "a conductor in front of a choir", "a crane lifting a shipping container", "a hedgehog under autumn leaves",
    "a plumber repairing a kitchen sink", "tomatoes and garlic on a cutting board", "a carousel with painted horses",
    "a diver exploring a sunken ship", "a spider in the middle of its web", "students writing an examination",
    "a row of wind turbines at sunset", "a fox crossing a snowy road", "a statue of a general on a horse",
    "an empty subway station at night",
)  # fmt: skip
"""The same as sentences: a long query meets long texts more easily than a word does, and short labels less."""
