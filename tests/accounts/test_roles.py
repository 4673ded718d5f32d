import pytest

from kunjae.accounts import roles


@pytest.mark.parametrize(
    ("role", "view", "change", "pay", "manage"),
    [
        ("owner", True, True, True, True),
        ("manager", True, True, True, True),
        ("front_desk", True, True, True, False),
        ("viewer", True, False, False, False),
        ("stranger", False, False, False, False),
        ("", False, False, False, False),
    ],
)
def test_what_each_role_may_do(role: str, view: bool, change: bool, pay: bool, manage: bool) -> None:
    assert roles.may_view(role) is view
    assert roles.may_change_bookings(role) is change
    assert roles.may_record_payments(role) is pay
    assert roles.may_manage(role) is manage
