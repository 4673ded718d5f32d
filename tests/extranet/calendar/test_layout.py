"""Where bars lie: columns, clipped edges, lanes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.extranet.calendar.layout import Bar, Window, bar, cells, lanes, months

TENTH = date(2026, 12, 10)
WINDOW = Window(TENTH, 14)


def day(number: int) -> date:
    """That many days after the window's first."""
    return TENTH + timedelta(days=number)


@pytest.mark.parametrize(
    ("first", "until", "column", "width", "begins", "ends"),
    [
        (0, 1, 0, 1, True, True),
        (3, 7, 3, 4, True, True),
        (0, 14, 0, 14, True, True),
        (-2, 3, 0, 3, False, True),
        (-1, 1, 0, 1, False, True),
        (13, 14, 13, 1, True, True),
        (13, 15, 13, 1, True, False),
        (12, 40, 12, 2, True, False),
        (-30, 30, 0, 14, False, False),
    ],
)
def test_a_bar_lies_on_its_nights_and_is_clipped_at_the_edges(first, until, column, width, begins, ends):
    found = bar("x", day(first), day(until), WINDOW)
    assert found == Bar("x", column, width, begins, ends)
    assert found.after == column + width


@pytest.mark.parametrize(("first", "until"), [(-5, -1), (-1, 0), (14, 15), (20, 30)])
def test_what_sleeps_outside_of_the_window_has_no_bar(first, until):
    """Who leaves on the window's first day slept before it; who arrives on the day after it will sleep later."""
    assert bar("x", day(first), day(until), WINDOW) is None


def bars(*spans):
    return [Bar(name, column, width, True, True) for name, column, width in spans]


def named(lane):
    return "".join(bar.item for bar in lane)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([("a", 0, 2)], ["a"]),
        ([("a", 0, 2), ("b", 2, 1)], ["ab"]),
        ([("a", 0, 2), ("b", 1, 2)], ["a", "b"]),
        ([("b", 3, 2), ("a", 0, 3), ("c", 1, 1), ("d", 2, 5)], ["ab", "cd"]),
        ([("a", 0, 1), ("b", 0, 5), ("c", 1, 1)], ["b", "ac"]),
    ],
)
def test_bars_share_lanes_where_they_can(spans, expected):
    assert [named(lane) for lane in lanes(bars(*spans))] == expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [14]),
        ([("a", 0, 14)], ["a"]),
        ([("a", 2, 3)], [2, "a", 9]),
        ([("b", 5, 1), ("a", 0, 5)], ["a", "b", 8]),
        ([("a", 12, 2)], [12, "a"]),
    ],
)
def test_a_lane_is_its_bars_and_the_free_nights_between(spans, expected):
    found = [part if isinstance(part, int) else part.item for part in cells(bars(*spans), 14)]
    assert found == expected


STAYS = st.lists(
    st.tuples(st.integers(-20, 40), st.integers(1, 30)).map(lambda at: (day(at[0]), day(at[0] + at[1]))),
    max_size=60,
)


@given(STAYS, st.sampled_from([14, 30]))
def test_no_two_bars_lie_over_another_and_none_is_lost(stays, days):
    window = Window(TENTH, days)
    placed = [
        found for index, (first, until) in enumerate(stays) if (found := bar(index, first, until, window))
    ]
    slept = [[night for night in window.dates if first <= night < until] for first, until in stays]
    assert {each.item for each in placed} == {index for index, nights in enumerate(slept) if nights}
    stacked = lanes(placed)
    assert sorted(each.item for lane in stacked for each in lane) == sorted(each.item for each in placed)
    for each in placed:
        assert list(window.dates[each.column : each.after]) == slept[each.item]
    for lane in stacked:
        columns = [column for each in lane for column in range(each.column, each.after)]
        assert len(columns) == len(set(columns)), "one bar over another"
        assert sum(part if isinstance(part, int) else part.width for part in cells(lane, days)) == days
    most = max((sum(night in nights for nights in slept) for night in window.dates), default=0)
    assert len(stacked) == most, "as few lanes as stays sleep on the fullest night"


def test_months_are_as_wide_as_their_days():
    window = Window(date(2026, 11, 24), 14)
    assert months(window) == [(date(2026, 11, 24), 7), (date(2026, 12, 1), 7)]
    assert months(Window(date(2026, 12, 20), 30)) == [(date(2026, 12, 20), 12), (date(2027, 1, 1), 18)]
    assert window.column(date(2026, 12, 7)) == 13
    assert window.column(date(2026, 12, 8)) is None
    assert window.column(date(2026, 11, 23)) is None
