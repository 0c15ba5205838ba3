"""Addresses of programmes, events, their preparation, venues, trainers and modules."""

from django.urls import URLPattern, path

from trainings.views import (
    events,
    modules,
    preparation,
    programmes,
    steps,
    trainers,
    usual_steps,
    venues,
)

urlpatterns: list[URLPattern] = [
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("programmes/new/", programmes.programme_create, name="programme_create"),
    path("programmes/<int:pk>/", programmes.programme_detail, name="programme_detail"),
    path("programmes/<int:pk>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programmes/<int:pk>/copy/", programmes.programme_copy, name="programme_copy"),
    path("events/", events.event_list, name="event_list"),
    path("events/new/", events.event_create, name="event_create"),
    path("events/<str:code>/", events.event_detail, name="event_detail"),
    path("events/<str:code>/edit/", events.event_edit, name="event_edit"),
    path("events/<str:code>/schedule/", steps.event_schedule, name="event_schedule"),
    path("events/<str:code>/open/", steps.event_open, name="event_open"),
    path("events/<str:code>/close/", steps.event_close, name="event_close"),
    path("events/<str:code>/hold/", steps.event_hold, name="event_hold"),
    path("events/<str:code>/preparation/", preparation.event_preparation, name="event_preparation"),
    path("events/<str:code>/preparation/begin/", preparation.event_prepare, name="event_prepare"),
    path(
        "events/<str:code>/preparation/new/",
        preparation.preparation_step_create,
        name="event_preparation_add",
    ),
    path("preparation/", preparation.preparation_list, name="preparation_list"),
    path(
        "preparation/<int:pk>/",
        preparation.preparation_step_edit,
        name="preparation_step_edit",
    ),
    path(
        "preparation/<int:pk>/tick/",
        preparation.preparation_step_tick,
        name="preparation_step_tick",
    ),
    path(
        "preparation/<int:pk>/remove/",
        preparation.preparation_step_remove,
        name="preparation_step_remove",
    ),
    path("preparation/usual/", usual_steps.preparation_template, name="preparation_template"),
    path(
        "preparation/usual/load/",
        usual_steps.preparation_template_load,
        name="preparation_template_load",
    ),
    path(
        "preparation/usual/new/",
        usual_steps.preparation_template_create,
        name="preparation_template_create",
    ),
    path(
        "preparation/usual/<int:pk>/",
        usual_steps.preparation_template_edit,
        name="preparation_template_edit",
    ),
    path(
        "preparation/usual/<int:pk>/remove/",
        usual_steps.preparation_template_remove,
        name="preparation_template_remove",
    ),
    path(
        "preparation/usual/<int:pk>/move/",
        usual_steps.preparation_template_move,
        name="preparation_template_move",
    ),
    path("venues/", venues.venue_list, name="venue_list"),
    path("venues/new/", venues.venue_create, name="venue_create"),
    path("venues/<int:pk>/", venues.venue_edit, name="venue_edit"),
    path("trainers/", trainers.trainer_list, name="trainer_list"),
    path("trainers/new/", trainers.trainer_create, name="trainer_create"),
    path("trainers/<int:pk>/", trainers.trainer_detail, name="trainer_detail"),
    path("trainers/<int:pk>/edit/", trainers.trainer_edit, name="trainer_edit"),
    path("trainers/<int:pk>/retire/", trainers.trainer_retire, name="trainer_retire"),
    path("modules/", modules.module_list, name="module_list"),
    path("modules/new/", modules.module_create, name="module_create"),
    path("modules/<int:pk>/", modules.module_detail, name="module_detail"),
    path("modules/<int:pk>/edit/", modules.module_edit, name="module_edit"),
    path("modules/<int:pk>/retire/", modules.module_retire, name="module_retire"),
]
