"""A look survives being kept as JSON, and nothing else passes for one."""

import json

import pytest

from certificates.designs.look import Languages, Look, Orientation, Shown, Signatory
from certificates.kinds import Kind

LOOK = Look(
    layout="zellige",
    kind=Kind.TRAINER,
    orientation=Orientation.PORTRAIT,
    languages=Languages.ARABIC,
    texts={"title_ar": "شهادة التأطير", "body_ar": "أطر"},
    signatories=(Signatory(name_ar="عبد الله الدكالي", signature="ab" * 32, stamp=False),),
    shows=frozenset({Shown.CIN}),
)


def test_a_look_comes_back_from_json_as_it_was():
    assert Look.from_json(json.loads(json.dumps(LOOK.as_json()))) == LOOK


def test_the_same_look_is_written_the_same_way():
    turned = Look(**{**vars(LOOK), "texts": dict(reversed(LOOK.texts.items()))})

    assert json.dumps(turned.as_json()) == json.dumps(LOOK.as_json())


@pytest.mark.parametrize(
    "change",
    [{"html": "<b>"}, {"kind": "diploma"}, {"orientation": "round"}, {"shows": ["phone"]}],
    ids=["unknown name", "unknown kind", "unknown orientation", "unknown part"],
)
def test_what_is_no_look_is_refused(change):
    with pytest.raises(ValueError, match=r"."):
        Look.from_json({**LOOK.as_json(), **change})
