"""Addresses of the ground floor."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
