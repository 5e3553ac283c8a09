"""Short and long phrases about what neither the photos nor the sites of the sets show: a bar that holds for names alone is no bar."""

from typing import Final

PHRASES: Final = (
    "a surgeon in an operating theatre", "rocket launch at night", "astronauts repairing a space station", "penguins on an ice floe",
    "an elephant bathing in a river", "submarine in a harbour", "judge in a court room", "chess tournament", "robot welding a car",
    "steam locomotive", "a tram crossing a bridge", "an orchestra tuning its instruments", "stained glass window of a cathedral",
    "nuclear power plant", "a bullfighter with a red cape", "oil painting of a queen", "camels in the desert", "sumo wrestlers",
    "harvesting grapes in a vineyard", "a beaver building a dam", "medieval knight in armour", "milking a cow", "airport security check",
    "a koala sleeping in a eucalyptus tree", "ballet dancers on a stage", "a lighthouse keeper", "glass of red wine", "wedding rings",
    "newborn baby in an incubator", "a chimney sweep on a roof", "blood pressure monitor", "a parrot repeating words", "tax return",
    "ancient Egyptian mummy", "lemon tree", "prison cell", "an auctioneer with a hammer", "wind tunnel test", "dinosaur skeleton",
    "a beekeeper's veil", "opera house at night", "telescope dome", "sleeping in a hammock", "a cobbler mending shoes", "cable television",
    "rice terraces", "voting booth", "an iceberg", "tea plantation", "fire brigade ladder", "polar explorer with sledge", "ship's anchor",
)  # fmt: skip
BLIND_PHRASES: Final = (
    "an archaeologist brushing a skull", "moon landing", "a giraffe family", "cargo ship unloading", "a glassblower at the furnace",
    "hospital waiting room", "a kangaroo with its young", "cathedral organ pipes", "shearing sheep", "coal miners underground",
    "a hippo opening its mouth", "sushi chef", "traffic jam at rush hour", "a jazz trio in a cellar", "flamingos in a lagoon",
    "weather satellite", "stock exchange floor", "an antique typewriter", "lion hunting a zebra", "a sculptor chiselling marble",
    "aurora over a fjord", "cactus in bloom", "pole vault", "monastery garden", "a tattoo parlour", "solar eclipse", "garlic harvest",
    "pharmacist behind the counter", "a ventriloquist", "suspension bridge at dawn", "wedding dress shop", "harp concert",
    "electric guitar amplifier", "a snake shedding its skin", "ferry terminal", "library reading room", "roulette table",
)  # fmt: skip
