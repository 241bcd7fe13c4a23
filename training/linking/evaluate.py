"""B-cubed of the events found among gold reports, beside every report alone.

    python training/linking/evaluate.py FILE.jsonl [--cross-fit] [--within X] [--across Y] [--errors N]

`--cross-fit` fits the weights on the other folds (by story, unshuffled), for honest figures on the training file.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from fit import fit
from gold import b_cubed, load

from communique.linking.clusters import accounts_of, antecedent
from communique.linking.model import Account, Told
from communique.linking.pairs import PairModel, load_pair_model

Stories = list[list[tuple[Told, str]]]


def linked(stories: Stories, models: list[PairModel], *, across: bool = True) -> dict[str, str]:
    accounts: list[tuple[Account, PairModel]] = []
    for story, model in zip(stories, models, strict=True):
        accounts += [(a, model) for a in accounts_of([t for t, _ in story], model)]
    parent = {a.id: a.id for a, _ in accounts}
    everyone = [a for a, _ in accounts]
    names = {a.id: frozenset().union(*(m.actor_names | m.recipient_names for m in a.members)) for a in everyone}
    types = {a.id: {m.type for m in a.members} for a in everyone}
    if across:
        for a, model in accounts:
            near = [b for b in everyone if names[a.id] & names[b.id] and types[a.id] & types[b.id]]
            link = antecedent(a, near, model)
            if link:
                parent[a.id] = link.antecedent_id

    def root(x: str) -> str:
        while parent[x] != x:
            x = parent[x]
        return x

    return {m.report_id: root(a.id) for a in everyone for m in a.members}


def fold_models(stories: Stories, folds: int, base: PairModel) -> list[PairModel]:
    size = -(-len(stories) // folds)
    models = []
    for at in range(0, len(stories), size):
        within, across = fit(stories[:at] + stories[at + size :])
        models += [replace(base, within_weights=within, across_weights=across)] * len(stories[at : at + size])
    return models


def report(name: str, gold: dict[str, str], found: dict[str, str]) -> None:
    p, r, f = b_cubed(gold, found)
    print(
        f"{name:28} P {p:.3f}  R {r:.3f}  F1 {f:.3f}  clusters {len(set(found.values()))} of {len(set(gold.values()))}"
    )


def show_errors(stories: Stories, found: dict[str, str], limit: int) -> None:
    told = {t.report_id: (t, e) for s in stories for t, e in s}
    groups = defaultdict(list)
    for i in told:
        groups[told[i][1]].append(i)
    wrong = defaultdict(list)
    for i in told:
        wrong[found[i]].append(i)
    for title, clusters in (("split", [(e, ids) for e, ids in groups.items() if len({found[i] for i in ids}) > 1]),
                            ("merged", [(c, ids) for c, ids in wrong.items() if len({told[i][1] for i in ids}) > 1])):  # fmt: skip
        for name, ids in clusters[:limit]:
            print(f"\n{title}: {name}")
            for i in ids:
                t = told[i][0]
                who = "+".join(p.label for p in t.actors) + " > " + "+".join(p.label for p in t.recipients)
                print(
                    f"   [{found[i][-12:]} | {told[i][1]}] {t.type} {t.mode} {t.status} {t.date} {t.place} | {who} | {t.trigger} | {t.sentence[:90]}"
                )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--cross-fit", action="store_true")
    parser.add_argument("--within", type=float, nargs="*")
    parser.add_argument("--across", type=float, nargs="*")
    parser.add_argument("--errors", type=int, default=0)
    args = parser.parse_args()
    stories = load(args.file)
    gold = {t.report_id: e for s in stories for t, e in s}
    report("every report alone", gold, {i: i for i in gold})
    base = load_pair_model()
    models = fold_models(stories, 5, base) if args.cross_fit else [base] * len(stories)
    for within in args.within or [base.within]:
        tried = [replace(m, within=within) for m in models]
        report(f"within {within}", gold, linked(stories, tried, across=False))
        for across in args.across or [base.across]:
            found = linked(stories, [replace(m, across=across) for m in tried])
            report(f"within {within} across {across}", gold, found)
    if args.errors:
        show_errors(stories, found, args.errors)


if __name__ == "__main__":
    main()
