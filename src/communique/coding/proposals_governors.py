"""What a proposal hangs on in its sentence: the predicates above it, from the innermost out, and who stands behind each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from communique.coding.proposals_lexicon import Predicates, ProposalNouns, looked_up, predicates, proposal_nouns

DEEPEST = 12
NEGATIONS = frozenset(
    {"not", "n't", "n’t", "never", "no", "hardly", "neither", "nor", "without", "barely", "nobody", "none"}
)
OBJECT = frozenset({"dobj", "nsubjpass", "attr", "oprd", "dative", "obj"})
SUBJECT = frozenset({"nsubj", "csubj"})
LIGHT = frozenset({"make", "give", "have", "express", "voice", "show", "offer", "reiterate", "lend", "pledge", "throw", "raise", "get", "reaffirm", "state", "take", "restate", "repeat", "declare", "confirm", "announce", "signal", "issue", "launch", "see", "renew", "keep", "provide"})  # fmt: skip
UNASSERTED = frozenset({"may", "might", "could", "can"})
# Prepositions that do not put a proposal to the verb, whatever the verb.
ASIDE = frozenset(
    {
        "after",
        "before",
        "during",
        "since",
        "amid",
        "despite",
        "without",
        "under",
        "until",
        "ahead",
        "because",
        "following",
    }
)


@dataclass(frozen=True, slots=True)
class Governor:
    """One predicate above a proposal.

    `role` is how what is below hangs on it: ``object``, ``subject``, ``clause`` (a finite content), ``to`` (an infinitive), ``noun``
    or ``said`` (an adjective said of the proposal). `class_` is its class in ``data/proposals/predicates.json``, null where the lists do not know it.
    `beyond` is true above a coordination of predicates: it may or may not govern what is below.
    """

    token: Token
    role: str
    class_: str | None
    preposition: str | None = None
    negated: bool = False
    conditional: bool = False
    hypothetical: bool = False
    beyond: bool = False


def near(token: Token) -> frozenset[str]:
    """Particles, adverbs and prepositions that stand with a predicate."""
    return frozenset(
        c.lower_
        for c in token.children
        if c.dep_ in {"prt", "advmod", "prep", "agent", "acomp"}
        or c.lower_ in {"part", "doubt"}
        or c.pos_ in {"ADP", "ADV", "PART"}
    )


def particles(token: Token) -> frozenset[str]:
    """The words that belong to the predicate itself: "set up", "push back"."""
    return frozenset(
        c.lower_
        for c in token.children
        if c.dep_ in {"prt", "advmod", "acomp"} or (c.dep_ == "prep" and not list(c.children))
    )


def is_negated(token: Token) -> bool:
    """Is a predicate denied by a word of its own, or by "without"?"""
    if any(
        c.dep_ == "neg" or c.lower_ in NEGATIONS
        for c in token.children
        if c.dep_ in {"neg", "advmod", "det", "preconj", "nsubj", "cc"}
    ):
        return True
    if any(c.dep_ in {"nsubj", "nsubjpass"} and is_denied(c) for c in token.children):
        return True  # "neither side has accepted"
    if token.dep_ == "acomp" and token.head.pos_ == "AUX":
        return is_negated(token.head)
    return False


def has_condition(token: Token, lists: Predicates) -> bool:
    """Does a condition ("if", "unless", "until", "in exchange for") hang on the predicate's clause?"""
    verb = token.head if token.dep_ in {"acomp", "attr"} else token
    for child in verb.rights if verb.i < verb.sent.end else ():
        if child.dep_ == "advcl" and any(
            c.lower_ in lists.sets["conditions"] and c.dep_ in {"mark", "advmod"} for c in child.lefts
        ):
            return True
    for child in verb.lefts:
        if child.dep_ == "advcl" and any(c.lower_ in {"if", "unless"} for c in child.lefts):
            return True
    rest = verb.doc[verb.i : min(verb.right_edge.i + 1, verb.i + 40)].text.lower()
    return any(phrase in rest for phrase in lists.conditional_phrases)


def in_condition(token: Token, lists: Predicates) -> bool:
    """Is the predicate itself a condition or a matter of time ("if Russia refuses")?"""
    return token.dep_ == "advcl" and any(
        c.lower_ in lists.sets["conditions"] or c.lower_ == "whether"
        for c in token.lefts
        if c.dep_ in {"mark", "advmod"}
    )


def auxiliaries(token: Token) -> frozenset[str]:
    """The auxiliaries of a predicate, of an adjective those of its copula."""
    verb = token.head if token.dep_ == "acomp" else token
    return frozenset(c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"})


def verb_class(token: Token, role: str, preposition: str | None, lists: Predicates) -> str | None:  # noqa: PLR0911 - cases, the first that fits
    """What a verb or adjective says of the proposal below it."""
    lemma = lists.lemma(token)
    if role == "said":
        return looked_up(lists.proposal_adjectives, lemma, near(token), None)
    words = near(token) if preposition else particles(token)
    if token.pos_ == "ADJ" or (token.pos_ == "ADP" and token.dep_ != "prt"):
        found = looked_up(lists.actor_adjectives, lemma, near(token), preposition or ("to" if role == "to" else None))
        return found or (looked_up(lists.actor_adjectives, lemma, near(token), None) if role == "clause" else None)
    if role == "clause" and lemma in lists.sets["asks"]:
        return "asks"
    if role == "subject":
        return None
    if role == "clause":
        attitude = looked_up(lists.verbs, lemma, words, None)
        stays = attitude in {"doubts", "hopeful"} or (
            attitude in {"supports", "proposes"} and lemma not in lists.sets["says"]
        )
        return attitude if stays else "says" if lemma in lists.sets["says"] else None
    if role == "to":
        found = looked_up(lists.verbs, lemma, words, None)
        return (
            found
            or (looked_up(lists.verbs, lemma, words, "to"))
            or ("trying" if lemma in lists.sets["trying"] else None)
        )
    return looked_up(lists.verbs, lemma, words, preposition)


def made(token: Token, role: str, lists: Predicates, preposition: str | None = None) -> Governor:
    """The governor that `token` is."""
    if role == "noun":
        class_ = looked_up(lists.nouns, lists.lemma(token), (), preposition)
    else:
        class_ = verb_class(token, role, preposition, lists)
    without = token.dep_ == "pcomp" and token.head.lower_ == "without"
    hypothetical = without or in_condition(token, lists) or bool(auxiliaries(token) & UNASSERTED)
    return Governor(token, role, class_, preposition, is_negated(token), has_condition(token, lists), hypothetical)


@dataclass(frozen=True, slots=True)
class Step:
    """Where the way up has come to: the token it stands at, and the governor met on the last step, if any."""

    at: Token | None
    governor: Governor | None = None


def step_from_preposition(token: Token, lists: Predicates, nouns: ProposalNouns) -> Step:
    """From the object of a preposition to what the preposition hangs on."""
    prep, words = token.head, token.head.lower_
    while prep.head.pos_ == "ADP" and prep.head.i < prep.i and prep.dep_ in {"prep", "pcomp", "pobj"}:
        prep = prep.head
    head = prep.head
    if head.pos_ == "ADV" and head.dep_ == "advmod" and head.head.pos_ == "VERB":
        head = head.head  # "walked away from": the preposition hangs on the particle
    if prep.lower_ in ASIDE or head.i == prep.i or head.pos_ == "ADV":
        return Step(None)
    if head.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "DET"}:
        low = head.lemma_.lower()
        if low in {"favor", "favour", "support"} and head.dep_ == "pobj" and words == "of":
            return Step(head.head.head, Governor(head.head, "object", "supports", negated=is_negated(head.head.head)))
        governor = made(head, "noun", lists, words)
        if governor.class_ is not None:
            return Step(head, governor)
        passes = low in nouns.transparent or (words in {"of", "for", "on"} and low in nouns.kinds)
        return Step(head if passes else None)
    if head.lemma_ == "be" and words in {"against", "for", "behind"}:
        return Step(head, made(prep, "object", lists, None))
    return Step(head, made(head, "object", lists, words))


def step_from_content(token: Token, lists: Predicates) -> Step | None:
    """From a clause to what it is the content of; null where it is none."""
    head = token.head
    evidence = lists.lemma(head) in lists.sets["evidence"]
    denied = is_denied(head) or (head.dep_ in OBJECT and is_negated(head.head))
    if head.pos_ == "NOUN" and denied and (evidence or token.dep_ != "relcl"):
        # "No sign that Moscow is preparing for peace", "no decision to hold talks".
        return Step(head, Governor(head, "noun", "doubts"))
    if evidence:
        return Step(head, Governor(head, "clause", None))
    if token.dep_ in {"acl", "relcl"}:
        return None
    governor = made(head, "clause", lists)
    if (
        governor.negated
        and governor.class_ in {"says", "asks"}
        and any(c.lower_ in {"whether", "if"} for c in token.lefts)
    ):
        governor = replace(governor, class_="silent")  # "did not say whether it would attend"
    return Step(head, governor)


def step(token: Token, lists: Predicates, nouns: ProposalNouns) -> Step:  # noqa: PLR0911 - cases, the first that fits
    """One step up from `token`."""
    dep, head = token.dep_, token.head
    if head.i == token.i:
        return Step(None)
    if dep in {"conj", "appos"}:
        return Step(head)
    if dep in {"pobj", "pcomp"}:
        return step_from_preposition(token, lists, nouns)
    if dep == "acomp":
        return Step(head)
    if dep in SUBJECT and token.pos_ != "VERB":
        said = next((c for c in head.children if c.dep_ in {"acomp", "attr", "prep", "advmod"} and c.i > head.i), None)
        if head.lemma_ == "be" and said is not None:
            return Step(head, replace(made(said, "said", lists), negated=is_negated(head)))
        return Step(head, made(head, "subject", lists))
    if dep in OBJECT:
        return Step(head, made(head, "object", lists))
    if dep in {"ccomp", "csubj", "acl", "relcl"} and (content := step_from_content(token, lists)) is not None:
        return content
    if dep == "xcomp":
        return Step(head, made(head, "to", lists))
    if dep == "acl" and any(c.lower_ == "to" for c in token.lefts):
        governor = made(head, "noun", lists, "to")
        return Step(head, governor) if governor.class_ else Step(None)
    # A purpose ("will be there to build") goes with its main clause.
    return Step(
        head
        if dep == "advcl" and any(c.lower_ == "to" and c.dep_ == "aux" for c in token.lefts) and head.lemma_ == "be"
        else None
    )


def governors(head: Token) -> list[Governor]:
    """The predicates above the phrase headed by `head`, from the innermost out."""
    lists, nouns = predicates(), proposal_nouns()
    found: list[Governor] = []
    at: Token | None = head
    beyond = False
    for _ in range(DEEPEST):
        taken = step(at, lists, nouns) if at is not None else Step(None)
        # "Agreed to stop and to withdraw" governs both; verbs of another form may hang elsewhere.
        beyond = beyond or (at is not None and at.dep_ == "conj" and bool(found) and at.tag_ != at.head.tag_)
        at = taken.at
        if at is None:
            break
        governor = taken.governor
        if governor is not None:
            governor = replace(governor, beyond=beyond)
            if not found and is_denied(head):
                governor = replace(governor, negated=not governor.negated)
            found.append(governor)
    return found


def is_denied(head: Token) -> bool:
    """ "No deal", "neither plan"."""  # noqa: D210
    return any(c.lower_ in {"no", "neither"} for c in head.lefts)


def described(head: Token) -> Iterator[Governor]:
    """The verbs of clauses that describe the phrase: "a truce promised by Moscow", "the plan that Kyiv rejected"."""
    lists = predicates()
    for child in head.children:
        if child.dep_ == "acl" and child.tag_ == "VBN":
            yield made(child, "object", lists)
        elif child.dep_ == "relcl":
            if any(
                t.lower_ in {"which", "whom", "where", "when"} and t.dep_ in {"pobj", "advmod"}
                for t in child.lefts
                for t in t.subtree
            ):
                continue
            relative = next((c for c in child.children if c.lower_ in {"which", "that", "who"}), None)
            role = "subject" if relative is not None and relative.dep_ == "nsubj" else "object"
            yield made(child, role, lists)


# --- who stands behind a predicate ---


def is_passive(verb: Token) -> bool:
    """Is its subject the one acted upon?"""
    return any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children) or (verb.dep_ == "acl" and verb.tag_ == "VBN")


def agent_of(verb: Token) -> Token | None:
    """Whoever stands after "by"."""
    return next(
        (c for by in verb.children if by.lower_ == "by" for c in by.children if c.dep_ in {"pobj", "pcomp"}), None
    )


def subject_of(token: Token, depth: int = 6) -> Token | None:  # noqa: PLR0911 - cases, the first that fits
    """The doer of a verb, adjective or noun of action, through infinitives and coordinations; null where there is none."""
    if depth == 0:
        return None
    if token.pos_ == "NOUN":
        return owner_of(token, depth)
    if token.dep_ == "acomp" or (token.pos_ == "ADP" and token.dep_ == "prep"):
        return subject_of(token.head, depth - 1)
    if is_passive(token):
        return agent_of(token)
    own = next((c for c in token.children if c.dep_ == "nsubj" and c.lower_ != "there"), None)
    if own is not None:
        return own
    if token.dep_ in {"xcomp", "conj", "advcl", "ccomp"} and token.head.i != token.i:
        if token.dep_ == "ccomp" and not any(c.lower_ == "to" for c in token.lefts):
            return None
        if token.dep_ == "xcomp" and token.pos_ != "AUX" and (done_to := patient_of(token.head)) is not None:
            return done_to
        return subject_of(token.head, depth - 1)
    if token.dep_ == "pcomp":
        verb = token.head.head
        done_to = (
            patient_of(verb) if token.head.lower_ in {"of", "from", "into", "for"} and verb.pos_ == "VERB" else None
        )
        return done_to or subject_of(verb, depth - 1)
    if token.dep_ == "acl" and token.head.pos_ == "NOUN":
        return owner_of(token.head, depth - 1)
    return None


def patient_of(verb: Token) -> Token | None:
    """Whom a verb makes do something ("urged Iran to accept")."""
    return next((c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"} and c.i < verb.right_edge.i), None)


def owner_of(noun: Token, depth: int) -> Token | None:
    """Whose act a noun names: its possessor, whoever stands before it or after "by" and "from", or the subject of its light verb."""
    for child in noun.lefts:
        if child.dep_ == "poss" or (
            child.dep_ in {"compound", "amod", "nmod"} and (child.ent_type_ or child.pos_ == "PROPN")
        ):
            return child
    for prep in noun.rights:
        if prep.dep_ == "prep" and prep.lower_ in {"by", "from", "among"}:
            return next((c for c in prep.children if c.dep_ == "pobj"), None)
    verb = noun.head
    if noun.dep_ in {"dobj", "attr"} and verb.lemma_ in LIGHT:
        return subject_of(verb, depth - 1)
    if noun.dep_ == "pobj" and verb.head.pos_ == "VERB" and verb.lower_ in {"of", "with", "in"}:
        return subject_of(verb.head, depth - 1)
    return None
