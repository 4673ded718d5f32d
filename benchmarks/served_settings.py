"""The settings of production with one more address: a bare view, to see what Django and the server cost by themselves."""

from kunjae.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare_view"
