"""The addresses of policies, rate plans and prices. A code is one part of an address, so that those with two are free."""

from django.urls import URLPattern, path

from kunjae.extranet.settings.rates import plans, policies, prices

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/settings/policies/", policies.policies, name="policies"),
    path("<slug:slug>/settings/policies/policy/new/", policies.new_policy, name="new_policy"),
    path("<slug:slug>/settings/policies/policy/try/", policies.try_policy, name="try_policy"),
    path("<slug:slug>/settings/policies/<str:code>/", policies.policy, name="policy"),
    path("<slug:slug>/settings/rate-plans/", plans.rate_plans, name="rate_plans"),
    path("<slug:slug>/settings/rate-plans/plan/new/", plans.new_rate_plan, name="new_rate_plan"),
    path("<slug:slug>/settings/rate-plans/plan/prepay/", plans.try_prepay, name="try_prepay"),
    path("<slug:slug>/settings/rate-plans/<str:code>/", plans.rate_plan, name="rate_plan"),
    path("<slug:slug>/settings/prices/", prices.prices, name="prices"),
]
