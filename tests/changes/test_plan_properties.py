"""What holds of every plan, whatever the hotel, the booking and the operations."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import TargetBooking
from kunjae.changes.operations import (
    UNSET,
    AddStay,
    AssignRoom,
    Cancel,
    ChangeGuests,
    ChangeRatePlan,
    ChangeRoomType,
    MoveDates,
    MoveToBooking,
    NoShow,
    Pricing,
    Reinstate,
    SetGuest,
)
from kunjae.changes.rules import plan
from kunjae.inventory.facts import Occupancy, Taker, TypeCount
from kunjae.kernel.stay_dates import StayDates
from kunjae.rates.facts import ChargeOn, Clock, NightRate, Tier

from .sketches import (
    NEAR,
    ROOMS,
    change_facts,
    day,
    policy,
    stay,
)

few = settings(max_examples=50, deadline=None)

FIRST = day("12-05")
DAYS = [FIRST + timedelta(days=index) for index in range(9)]
OTHER, BLOCK = Taker("KJOTHER1", 1), Taker(None, reason="Paint")
TYPE_OF = {room.number: room.room_type for room in ROOMS}
CAPACITY = Counter(TYPE_OF.values())
TARGET = TargetBooking(UUID(int=9), "KJTARGET", 1, 0)

MONEY = st.integers(0, 500_000)
DATES = st.builds(
    lambda start, nights: StayDates(FIRST + timedelta(days=start), FIRST + timedelta(days=start + nights)),
    st.integers(0, 5),
    st.integers(1, 3),
)
TIERS = st.one_of(
    st.builds(Tier, st.none() | st.integers(0, 9), percent=st.integers(0, 100).map(Decimal)),
    st.builds(Tier, st.none() | st.integers(0, 9), nights=st.integers(1, 4)),
    st.builds(Tier, st.none() | st.integers(0, 9), amount=MONEY),
)
POLICIES = st.none() | st.builds(
    lambda tiers, charge_on, clock, no_show: policy(
        *tiers, charge_on=charge_on, clock=clock, no_show=str(no_show)
    ),
    st.lists(TIERS, max_size=3, unique_by=lambda tier: tier.days_before),
    st.sampled_from(ChargeOn),
    st.sampled_from(Clock),
    st.integers(0, 100),
)
NOWS = st.integers(0, 24 * 20).map(lambda hours: datetime(2026, 11, 28, tzinfo=UTC) + timedelta(hours=hours))
PRICINGS = st.sampled_from([None, Pricing.KEEP, Pricing.TODAY])
CHOICES = st.sampled_from([UNSET, UNSET, None, *TYPE_OF])


@st.composite
def hotels(draw, everything_priced=False):
    """A booking of up to three stays in a hotel of four rooms where others stay and rooms are blocked, all consistent."""
    taken, sold, blocked = {}, Counter(), Counter()
    stays = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        dates = draw(DATES)
        status = draw(
            st.sampled_from([StayStatus.RESERVED] * 3 + [StayStatus.IN_HOUSE, StayStatus.CANCELLED])
        )
        room_type = draw(st.sampled_from(["STD", "STD", "DLX"]))
        free = [
            room
            for room, kind in TYPE_OF.items()
            if kind == room_type and not any((room, night) in taken for night in dates.nights)
        ]
        if any(sold[room_type, night] >= CAPACITY[room_type] for night in dates.nights):
            status = StayStatus.CANCELLED
        room = draw(st.sampled_from([None, *free]))
        one = stay(
            dates.check_in.isoformat(),
            *[Decimal(draw(MONEY)) / 100 for _ in dates.nights],
            number=number,
            extra=draw(st.sampled_from([0, 500])),
            adults=draw(st.integers(1, 3)),
            policy=draw(POLICIES),
            room=room,
            room_type=room_type,
            status=status,
            prepay=str(draw(st.sampled_from([0, 30, 100]))),
        )
        stays.append(one)
        if status.is_live:
            sold.update((room_type, night) for night in dates.nights)
            taken |= {(room, night): Taker("KJ4F2A7Q", number) for night in dates.nights if room}
    for room, night, taker in draw(
        st.lists(
            st.tuples(st.sampled_from(list(TYPE_OF)), st.sampled_from(DAYS), st.sampled_from([OTHER, BLOCK])),
            max_size=10,
        )
    ):
        key = TYPE_OF[room], night
        if (room, night) not in taken and sold[key] + blocked[key] < CAPACITY[key[0]]:
            taken[room, night] = taker
            (blocked if taker is BLOCK else sold)[key] += 1
    for key in draw(st.lists(st.tuples(st.sampled_from(["STD", "DLX"]), st.sampled_from(DAYS)), max_size=4)):
        if sold[key] + blocked[key] < CAPACITY[key[0]]:
            sold[key] += 1
    counts = {
        (kind, night): TypeCount(CAPACITY[kind], sold[kind, night], blocked[kind, night])
        for kind in ("STD", "DLX")
        for night in DAYS
    }
    prices = {
        (code, kind, night): NightRate(draw(MONEY), draw(st.sampled_from([0, 30000])), 10000)
        for code in ("BAR", "NRF")
        for kind in ("STD", "DLX")
        for night in DAYS
        if everything_priced or draw(st.integers(0, 9))
    }
    facts = change_facts(*stays, rates=prices, targets=[TARGET], paid=draw(MONEY), fees=draw(MONEY))
    return replace(facts, occupancy=Occupancy(taken, counts, dict(CAPACITY)))


@st.composite
def operations_on(draw, facts):
    """Operations that can be understood, on some of the stays, and perhaps new ones."""
    chosen = []
    for one in facts.booking.stays:
        number = one.number
        if not one.status.is_live:
            if draw(st.booleans()):
                chosen.append(Reinstate(number, draw(st.booleans())))
            continue
        what = draw(st.sampled_from(["nothing", "end", "change", "change", "change"]))
        if what == "end":
            chosen.append(
                draw(
                    st.sampled_from(
                        [Cancel(number), MoveToBooking(number, "KJTARGET")]
                        + ([NoShow(number)] if one.status is StayStatus.RESERVED else [])
                    )
                )
            )
        elif what == "change":
            pricing = draw(PRICINGS)
            kinds = draw(
                st.lists(
                    st.sampled_from(["dates", "type", "guests", "plan", "room", "name"]),
                    min_size=1,
                    unique=True,
                )
            )
            makers = {
                "dates": lambda n=number, p=pricing: MoveDates(n, p, dates=draw(DATES), room=draw(CHOICES)),
                "type": lambda n=number, p=pricing: ChangeRoomType(
                    n, p, room_type=draw(st.sampled_from(["STD", "DLX"])), room=draw(CHOICES)
                ),
                "guests": lambda n=number, p=pricing: ChangeGuests(
                    n, p, adults=draw(st.integers(1, 4)), children=0
                ),
                "plan": lambda n=number, p=pricing: ChangeRatePlan(
                    n, p, rate_plan=draw(st.sampled_from(["BAR", "NRF"]))
                ),
                "room": lambda n=number: AssignRoom(n, draw(st.sampled_from([None, *TYPE_OF]))),
                "name": lambda n=number: SetGuest(n, "Ann"),
            }
            chosen += [makers[kind]() for kind in kinds]
    if draw(st.integers(0, 3)) == 0:
        room = draw(st.sampled_from([None, *TYPE_OF]))
        chosen.append(AddStay(draw(st.sampled_from(["STD", "DLX"])), "BAR", draw(DATES), 2, room=room))
    return tuple(chosen)


@st.composite
def plans(draw, /, **more):
    facts = draw(hotels(**more))
    return plan(facts, draw(operations_on(facts)), draw(NOWS), record=draw(st.booleans()))


def live(result):
    """The stays of the hotel's nights after the plan that belong to it, with what moves on to another booking."""
    after = [one.after if one.moved_to is None else one.before for one in result.stays]
    return [one for one in after if one.status.is_live]


@few
@given(plans())
def test_the_total_is_the_sum_of_the_stays(result):
    total, stays = result.total, [one.figures(result.record) for one in result.stays]
    assert total.current == sum(one.current for one in stays) == result.facts.booking.total
    assert total.new == sum(one.new for one in stays)
    assert total.fee == sum(one.fee for one in stays)
    assert total.change == sum(one.change for one in stays) == total.new - total.current + total.fee


@few
@given(plans())
def test_unlisted_stays_have_no_part_in_the_figures(result):
    listed = [one.figures(result.record) for one in result.listed]
    assert sum(one.change for one in listed) == result.total.change


@few
@given(plans())
def test_a_fee_is_never_negative_and_never_above_its_base(result):
    for one in result.stays:
        assert 0 <= one.given_back <= (one.before.agreed_total if one.before else 0)
        if one.fee:
            ended_unseen = one.after.status is StayStatus.NO_SHOW
            whole = ended_unseen or one.before.policy.charge_on is ChargeOn.WHOLE_STAY
            assert 0 < one.fee <= (one.current if whole else one.given_back)
            assert ended_unseen or one.given_back > 0
    if not result.record:
        assert result.total.fee == 0


@few
@given(plans())
def test_the_money_after_the_change_follows_its_figures(result):
    booking, money = result.facts.booking, result.money
    assert (
        money.value
        == booking.total + booking.fees + booking.orders + result.total.change - result.fees_waived
    )
    assert money.paid == booking.paid
    assert not (money.collect_now and money.to_return)


@few
@given(plans())
def test_a_kept_night_keeps_its_room_price(result):
    today = {
        operation.stay
        for operation in result.operations
        if getattr(operation, "pricing", None) is Pricing.TODAY
    }
    for one in result.touched:
        before, after = one.before, one.after
        if before is None or after is None or one.number in today:
            continue
        if (before.room_type, before.rate_plan) == (after.room_type, after.rate_plan):
            for night in after.nights:
                agreed = before.night_on(night.date)
                assert agreed is None or night.room_price == agreed.room_price
                assert agreed is None or before.people != after.people or night == agreed


@few
@given(plans())
def test_every_night_after_is_priced_or_the_plan_is_refused(result):
    for one in result.stays:
        if one.after is not None and one.after.status.is_live:
            unpriced = {
                night for problem in one.problems if problem.code == "no_price" for night in problem.nights
            }
            assert [night.date for night in one.after.nights] == [
                night for night in one.after.dates.nights if night not in unpriced
            ]
            assert not (unpriced and result.can_confirm)


@few
@given(plans())
def test_no_room_is_used_twice_in_one_night(result):
    others = {
        key
        for key, taker in result.facts.occupancy.taken.items()
        if taker.booking != result.facts.booking.code
    }
    used = Counter((one.room, night) for one in live(result) if one.room for night in one.dates.nights)
    assert all(times == 1 for times in used.values())
    assert not others & set(used)
    assert all(one.room is None or TYPE_OF[one.room] == one.room_type for one in live(result))


@settings(few, max_examples=200)
@given(plans(everything_priced=True))
def test_no_type_is_sold_beyond_its_rooms(result):
    assume(result.can_confirm)
    before = Counter(
        (one.room_type, night.date)
        for one in result.facts.booking.stays
        if one.status.is_live
        for night in one.nights
    )
    after = Counter((one.room_type, night) for one in live(result) for night in one.dates.nights)
    for key in after:
        assert after[key] - before[key] <= result.facts.occupancy.count(*key).free


@few
@given(plans())
def test_the_rooms_on_offer_are_free(result):
    nights = {(one.number, night) for one in live(result) for night in one.dates.nights}
    for one in result.touched:
        for number in one.rooms_free:
            assert TYPE_OF[number] == one.after.room_type
            for night in one.after.dates.nights:
                taker = result.facts.occupancy.taken.get((number, night))
                assert taker is None or taker.booking == result.facts.booking.code
                assert not any(
                    other.room == number and (other.number, night) in nights
                    for other in live(result)
                    if other.number != one.number
                )


@few
@given(plans())
def test_planning_is_deterministic_and_its_operations_can_be_planned_again(result):
    again = plan(result.facts, result.operations, NEAR, record=result.record)
    assert plan(result.facts, result.operations, NEAR, record=result.record) == again
    assert again.operations == result.operations


@few
@given(plans())
def test_the_digest_does_not_depend_on_what_is_recorded(result):
    unrecorded, recorded = (
        plan(result.facts, result.operations, NEAR, record=record) for record in (False, True)
    )
    assert unrecorded.digest == recorded.digest
    assert len(recorded.digest) == 64


@few
@given(hotels(), NOWS)
def test_without_operations_nothing_changes_and_nothing_can_be_confirmed(facts, now):
    result = plan(facts, (), now)
    assert (result.total.new, result.total.fee, result.total.change) == (facts.booking.total, 0, 0)
    assert not result.can_confirm
    assert all(one.before is one.after for one in result.stays)


@few
@given(hotels(), st.data())
def test_a_stay_cancelled_and_reinstated_is_worth_what_was_agreed(facts, data):
    alive = [one for one in facts.booking.stays if one.status.is_live]
    assume(alive)
    one = data.draw(st.sampled_from(alive))
    ended = plan(facts, (Cancel(one.number),), data.draw(NOWS))
    stays = tuple(each.after for each in ended.stays)
    taken = {
        key: taker
        for key, taker in facts.occupancy.taken.items()
        if taker != Taker(facts.booking.code, one.number)
    }
    counts = {
        key: replace(count, sold=count.sold - 1) if key[0] == one.room_type and key[1] in one.dates else count
        for key, count in facts.occupancy.counts.items()
    }
    cancelled = replace(
        facts,
        booking=replace(facts.booking, stays=stays),
        occupancy=Occupancy(taken, counts, facts.occupancy.capacities),
    )
    again = plan(cancelled, (Reinstate(one.number),), data.draw(NOWS))
    back = next(each for each in again.stays if each.number == one.number)
    assert (back.current, back.new, back.fee) == (0, one.agreed_total, 0)
    assert back.after.nights == one.nights
    assert back.after.room == one.room
    assert again.can_confirm
