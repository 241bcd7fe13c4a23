"""Own news for the tests: invented outlets, people and events, told in sentences written here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """A story as a newspaper would have it: headline, sentences, ISO day, caption words."""

    headline: str
    paragraphs: tuple[str, ...]
    day: tuple[int, int, int]
    shown: str

    @property
    def iso(self) -> str:
        return f"{self.day[0]:04d}-{self.day[1]:02d}-{self.day[2]:02d}"


STORIES = (
    Told(
        "Norland and Estavia agree to reopen border crossing after two years",
        (
            "Norland and Estavia agreed on Thursday to reopen their main border crossing, two years after it was shut.",
            "The foreign ministers of both countries signed the agreement in the lakeside town of Brevik.",
            '"This is a first step, and others must follow," Norland\'s foreign minister Ilse Brandt told reporters.',
            "Estavia closed the crossing after a dispute over fishing rights in the Gulf of Sarn.",
            "Traders on both sides have lost millions since, according to the chambers of commerce.",
            "The European mediator, Carl Lund, praised the agreement and said talks on fishing would begin in spring.",
            "The opposition in Estavia called the deal a surrender.",
        ),
        (2023, 3, 9),
        "Foreign ministers Ilse Brandt (L) and Marek Solin (R) sign the agreement in Brevik, Norland",
    ),
    Told(
        "Parliament in Karvia rejects budget for the third time",
        (
            "The parliament of Karvia voted down the government's budget on Monday for the third time this year.",
            "Prime Minister Ana Costin said after the vote that she would not resign.",
            "Her coalition partner, the Farmers' Union, had announced that its members would vote against.",
            "The budget foresaw cuts in subsidies for fuel and a new levy on banks.",
            "Without a budget the ministries may spend only one twelfth of last year's sum each month.",
            '"The country cannot be governed in this way," the president of the central bank warned.',
            "New elections could be held in autumn.",
        ),
        (2024, 6, 17),
        "Prime Minister Ana Costin speaks in parliament in Tarsk, Karvia",
    ),
    Told(
        "Mediators say truce in Amarra holds despite shelling",
        (
            "A ceasefire in the province of Amarra held for a fifth day despite shelling near the town of Odun.",
            "The United Nations mission said its observers had counted eleven explosions since the truce began.",
            "Both the army and the Amarra Front accused each other of having opened fire.",
            "Convoys with food and medicine reached three villages that had been cut off for weeks.",
            "General Tomas Reki, who commands the observers, urged the two sides to withdraw heavy weapons.",
            "The Front said it would do so if the army left the airport first.",
            "More than forty thousand people have fled the fighting since January, aid groups say.",
        ),
        (2021, 11, 2),
        "A convoy of the United Nations passes a checkpoint near Odun, Amarra",
    ),
    Told(
        "Envoy returns from Varna Islands without a deal on prisoners",
        (
            "The special envoy for prisoners, Lidia Moreau, left the Varna Islands on Sunday without an agreement.",
            "She had spent four days in talks with the military government over seven detained sailors.",
            "The islands accuse the sailors of spying, which their home country denies.",
            "Moreau told a news conference that the talks had been useful and would go on by telephone.",
            "A spokesman for the junta said that the sailors would be tried before a civilian court.",
            "Relatives of the seven have urged the government to recall its ambassador.",
        ),
        (2022, 8, 14),
        "Lidia Moreau arrives at the airport of Port Varna, Varna Islands",
    ),
)

OTHER_HEADLINES = (
    "Why bakers are going back to sourdough",
    "Striker leaves Rovers after nine seasons",
    "Ten gardens that bloom in winter",
    "Storm tears roof from school in Hallby",
    "New bus lines from next week: what changes",
    "The orchestra that plays in the dark",
    "Museum finds lost painting in its own cellar",
    "How to keep your tomatoes healthy",
    "Three cats rescued from burning mill",
    "Cyclist crosses the Alps in record time",
)

# Furniture of sites that do not exist. KNOWN is such as the lexicon was written for; UNSEEN is kept out of the lexicon on
# purpose: only structure and repetition can give it away.
KNOWN_SHARE = (
    ("Share", "Tweet", "Email"),
    ("Listen to this article", "4 min"),
    ("Facebook", "WhatsApp", "Copy link"),
    ("1.3K shares",),
)
UNSEEN_SHARE = (("Plume", "Stow"), ("Pass the story along",), ("Zen mode", "Ping"), ("Clip it", "7"))
KNOWN_INLINE = (
    "Advertisement",
    "Story continues below advertisement",
    "Sign up for our newsletter",
    "Read more: {other}",
    "Also read | {other}",
)
UNSEEN_INLINE = ("Ride on past the banner", "Hop over this box", "Put the kettle on", "[Moving picture]")
KNOWN_LIST = ("Read Next", "Most read", "You may also like", "Related stories")
UNSEEN_LIST = ("Hot off the wires", "Fresh from our ovens", "Neighbours are reading", "What the street says")
KNOWN_TAIL = (("Reporting by Jane Harper; editing by Tom Okafor",), ("14 comments",), ("Tags: Europe, Borders",))
UNSEEN_TAIL = (("Jane Harper is our correspondent for the northern countries.",), ())
