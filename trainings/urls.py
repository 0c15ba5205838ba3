"""Addresses of programmes, events and venues."""

from django.urls import URLPattern, path

from trainings.views import events, programmes, steps, venues

urlpatterns: list[URLPattern] = [
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("programmes/new/", programmes.programme_create, name="programme_create"),
    path("programmes/<int:pk>/", programmes.programme_detail, name="programme_detail"),
    path("programmes/<int:pk>/edit/", programmes.programme_edit, name="programme_edit"),
    path("events/", events.event_list, name="event_list"),
    path("events/new/", events.event_create, name="event_create"),
    path("events/<str:code>/", events.event_detail, name="event_detail"),
    path("events/<str:code>/edit/", events.event_edit, name="event_edit"),
    path("events/<str:code>/schedule/", steps.event_schedule, name="event_schedule"),
    path("events/<str:code>/open/", steps.event_open, name="event_open"),
    path("events/<str:code>/close/", steps.event_close, name="event_close"),
    path("events/<str:code>/hold/", steps.event_hold, name="event_hold"),
    path("venues/", venues.venue_list, name="venue_list"),
    path("venues/new/", venues.venue_create, name="venue_create"),
    path("venues/<int:pk>/", venues.venue_edit, name="venue_edit"),
]
