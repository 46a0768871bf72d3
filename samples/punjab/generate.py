#!/usr/bin/env python3
"""Writes departments.csv and posts.csv from the hand-made tables beside this file.

    python3 samples/punjab/generate.py

The structure comes from tables/ alone. Chance, always from SEED, decides only which invented person holds
which post, which posts stand vacant, and who holds the charge of a second post.
"""

import csv
import random
import re
from pathlib import Path

SEED = 1973
HERE = Path(__file__).parent
VACANT = 0.10  # of the posts that are not head posts; some are then given to another as additional charge
VACANT_HEAD = 0.04
NEVER_VACANT = {
    "punjab/chief-secretary", "sgad/additional-chief-secretary", "opc/commissioner",
    "pgshf/managing-director", "ace/director-general", "ppra/managing-director",
}
DEPARTMENT_ID = re.compile(r"[a-z0-9-]{1,64}")
SEAT = re.compile(r"[a-z0-9-]{1,32}")


def table(name):
    with open(HERE / "tables" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Organogram:
    def __init__(self):
        self.departments = []
        self.posts = []
        self.rosters = {}
        for row in table("rosters"):
            self.rosters.setdefault(row["roster"], []).append(row)

    def add(self, id, parent, kind, name, head, rosters):
        """Adds a department with its head post (seat, en, ur, bps, cadre, group) and the posts of its rosters."""
        assert DEPARTMENT_ID.fullmatch(id), id
        self.departments.append([id, parent, kind, *name, f"{id}/{head[0]}"])
        seats = [head] + [
            (row["seat"], row["designation_en"], row["designation_ur"], row["bps"], row["cadre"], row["service_group"])
            for roster in rosters for row in self.rosters[roster]
        ]
        for seat, *rest in seats:
            assert SEAT.fullmatch(seat), seat
            self.posts.append([f"{id}/{seat}", id, *rest])

    def add_row(self, row):
        head = tuple(row[key] for key in ("seat", "head_en", "head_ur", "bps", "cadre", "service_group"))
        self.add(row["id"], row["parent"], row["kind"], (row["name_en"], row["name_ur"]), head,
                 row["rosters"].split())


def build_secretariat(o):
    o.add("punjab", "", "government", ("Government of the Punjab", "حکومت پنجاب"),
          ("chief-secretary", "Chief Secretary, Punjab", "چیف سیکرٹری پنجاب", "22", "chief-secretary", "pas"), [])
    o.add("chief-secretary-office", "punjab", "wing", ("Chief Secretary's Office", "دفتر چیف سیکرٹری پنجاب"),
          ("deputy-secretary-staff", "Deputy Secretary (Staff)", "ڈپٹی سیکرٹری (سٹاف)", "18", "deputy-secretary", "pas"),
          ["chief-secretary-office"])
    sections = {row["key"]: (row["name_en"], row["name_ur"]) for row in table("sections")}
    for row in table("administrative-departments"):
        o.add(row["id"], "punjab", "administrative-department", (row["name_en"], row["name_ur"]),
              (row["head_seat"], row["head_en"], row["head_ur"], row["head_bps"], "secretary", row["head_group"]),
              ["secretariat"])
        for key in row["sections"].split():
            en, ur = sections[key]
            rosters = ["section"] + (["estate"] if key in ("estate", "colonies", "waqf-properties") else [])
            o.add(f"{row['id']}-{key}", row["id"], "section",
                  (f"{en} Section, {row['short_en']}", f"سیکشن {ur}، {row['short_ur']}"),
                  ("section-officer", f"Section Officer ({en})", f"سیکشن افسر ({ur})", "17", "section-officer", "pms"),
                  rosters)
        if row["id"] == "sgad":
            for sub in table("sgad"):
                o.add_row(sub)
    for row in table("bodies"):
        o.add_row(row)


def build_field(o):
    districts, tehsils, offices = table("districts"), table("tehsils"), table("district-offices")
    seats_of_divisions = {row["division"]: row for row in districts if row["division"] == row["id"]}
    for division, seat in seats_of_divisions.items():
        en, ur = seat["name_en"], seat["name_ur"]
        o.add(f"division-{division}", "punjab", "division-office",
              (f"Office of the Commissioner, {en} Division", f"دفتر کمشنر {ur} ڈویژن"),
              ("commissioner", f"Commissioner, {en} Division", f"کمشنر {ur} ڈویژن", "20", "commissioner", "pas"),
              ["division-office"])
        for district in (row for row in districts if row["division"] == division):
            build_district(o, district, [row for row in tehsils if row["district"] == district["id"]], offices)


def build_district(o, district, tehsils, offices):
    place = {"en": district["name_en"], "ur": district["name_ur"]}
    id = f"district-{district['id']}"
    large = "19" if district["id"] == district["division"] else "18"
    o.add(id, f"division-{district['division']}", "district-office",
          (f"Office of the Deputy Commissioner, {place['en']}", f"دفتر ڈپٹی کمشنر {place['ur']}"),
          ("deputy-commissioner", f"Deputy Commissioner, {place['en']}", f"ڈپٹی کمشنر {place['ur']}", large,
           "deputy-commissioner", "pas"), ["district-office"])
    for kind in dict.fromkeys(row["office"] for row in offices):
        office = next(row for row in offices if row["office"] == kind
                      and (not row["districts"] or district["id"] in row["districts"].split()))
        o.add(f"{id}-{kind}", id, "district-office",
              (office["name_en"].format(**place), office["name_ur"].format(**place)),
              (office["seat"], office["head_en"].format(**place), office["head_ur"].format(**place),
               office["bps"], office["cadre"], office["service_group"]), [office["roster"]])
    for tehsil in tehsils:
        en, ur = tehsil["name_en"], tehsil["name_ur"]
        o.add(f"tehsil-{tehsil['id']}", id, "tehsil-office",
              (f"Office of the Assistant Commissioner, {en}", f"دفتر اسسٹنٹ کمشنر {ur}"),
              ("assistant-commissioner", f"Assistant Commissioner, {en}", f"اسسٹنٹ کمشنر {ur}", "17",
               "assistant-commissioner", "pas" if tehsil["id"] == district["id"] else "pms"), ["tehsil-office"])


def people(chance):
    """Endless invented persons: (id, English name, Urdu name). No two have the same name."""
    names = table("names")
    men, women, families = ([(row["en"], row["ur"]) for row in names if row["kind"] == kind]
                            for kind in ("man", "woman", "family"))
    pairs = [(given, family) for given in men + women for family in families]
    chance.shuffle(pairs)
    for number, (given, family) in enumerate(pairs, 1):
        yield f"p-{number:06d}", f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"


def fill(o):
    """Puts persons into posts; returns the rows of posts.csv."""
    chance = random.Random(SEED)
    crowd = people(chance)
    heads = {row[5] for row in o.departments}
    rows = []
    for post in o.posts:
        odds = 0 if post[0] in NEVER_VACANT else VACANT_HEAD if post[0] in heads else VACANT
        if chance.random() < odds:
            rows.append(post + ["", "", "", ""])
        else:
            kind = chance.choices(["regular", "acting", "current", "look-after"], [965, 10, 15, 10])[0]
            rows.append(post + [*next(crowd), kind])
    give_additional_charge(rows, heads, chance)
    return rows


def give_additional_charge(rows, heads, chance):
    """Gives a fifth of the vacant posts to a regular holder of the same service group and nearly the same grade."""
    vacant = [row for row in rows if not row[7]]
    chance.shuffle(vacant)
    vacant.sort(key=lambda row: row[0] not in heads)
    taken = set()
    for row in vacant[: len(rows) // 50]:
        peers = [peer for peer in rows if peer[10] == "regular" and peer[6] == row[6] and peer[7] not in taken
                 and 0 <= int(peer[4]) - int(row[4]) <= 1 and peer[0] not in NEVER_VACANT]
        if peers:
            near = [peer for peer in peers if peer[5] == row[5]] or peers
            peer = chance.choice(near)
            taken.add(peer[7])
            row[7:] = [peer[7], peer[8], peer[9], "additional"]


def write(name, header, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def main():
    o = Organogram()
    build_secretariat(o)
    build_field(o)
    rows = fill(o)
    write("departments.csv", "id,parent,kind,name_en,name_ur,head_post", o.departments)
    write("posts.csv", "id,department,designation_en,designation_ur,bps,cadre,service_group,"
                       "incumbent_id,incumbent_name_en,incumbent_name_ur,charge", rows)
    vacant = sum(1 for row in rows if not row[7])
    print(f"{len(o.departments)} departments, {len(rows)} posts, {vacant} vacant, "
          f"{sum(1 for row in rows if row[10] == 'additional')} additional charges")


if __name__ == "__main__":
    main()
