"""The addresses of money at the desk."""

from django.urls import path

from kunjae.extranet.payments import listing, refunds, requests, tasks, transfers, waiting

urlpatterns = [
    path("<slug:slug>/payments/", listing.payments, name="payments"),
    path("<slug:slug>/payments/list.csv", listing.payments_file, name="payments_file"),
    path("<slug:slug>/payments/tasks/", tasks.tasks, name="money_tasks"),
    path(
        "<slug:slug>/bookings/<str:code>/payment-request/", requests.request_payment, name="request_payment"
    ),
    path(
        "<slug:slug>/bookings/<str:code>/payment-requests/<uuid:id>/",
        requests.payment_request,
        name="payment_request",
    ),
    path("<slug:slug>/bookings/<str:code>/refund/", refunds.refund, name="refund"),
    path("<slug:slug>/bookings/<str:code>/refunds/<uuid:id>/", refunds.refund_state, name="refund_state"),
    path("<slug:slug>/bookings/<str:code>/transfers/<uuid:id>/", transfers.transfer, name="transfer"),
    path("<slug:slug>/bookings/<str:code>/slips/<uuid:id>/", transfers.slip, name="slip"),
    path("<slug:slug>/bookings/<str:code>/waiting-change/", waiting.waiting_change, name="waiting_change"),
]
