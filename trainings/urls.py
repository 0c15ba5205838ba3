"""Addresses of what is planned: programmes, proposals, events, workshops, venues, trainers."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from trainings.addresses import DayConverter
from trainings.views import (
    agenda,
    calendars,
    calling_off,
    events,
    modules,
    places,
    preparation,
    programmes,
    proposal_steps,
    proposals,
    recommendations,
    steps,
    trainers,
    usual_steps,
    venues,
    workshop_lines,
    workshop_people,
    workshops,
)

register_converter(DayConverter, "day")

DAY = "events/<str:code>/days/<day:date>"

# Below the address of an event's workshop.
workshop_addresses: list[URLPattern] = [
    path("", workshops.workshop_detail, name="workshop_detail"),
    path("freeze/", workshops.workshop_freeze, name="workshop_freeze"),
    path("rapporteur/", workshops.workshop_rapporteur, name="workshop_rapporteur"),
    path("minutes/<str:language>/", workshops.workshop_minutes, name="workshop_minutes"),
    path("invite/", workshop_people.workshop_invite, name="workshop_invite"),
    path("answer/", workshop_people.workshop_answer, name="workshop_answer"),
    path("presence/", workshop_people.workshop_presence, name="workshop_presence"),
    path("invitations/<int:pk>/", workshop_people.workshop_invitation, name="workshop_invitation"),
    path(
        "invitations/<int:pk>/withdraw/",
        workshop_people.workshop_withdraw,
        name="workshop_withdraw",
    ),
    path("points/usual/", workshops.workshop_usual_points, name="workshop_usual_points"),
    path("points/new/", workshop_lines.workshop_point_create, name="workshop_point_create"),
    path("points/<int:pk>/", workshop_lines.workshop_point_edit, name="workshop_point_edit"),
    path(
        "points/<int:pk>/remove/",
        workshop_lines.workshop_point_remove,
        name="workshop_point_remove",
    ),
    path("points/<int:pk>/move/", workshop_lines.workshop_point_move, name="workshop_point_move"),
    path(
        "decisions/new/", workshop_lines.workshop_decision_create, name="workshop_decision_create"
    ),
    path(
        "decisions/<int:pk>/", workshop_lines.workshop_decision_edit, name="workshop_decision_edit"
    ),
    path(
        "decisions/<int:pk>/remove/",
        workshop_lines.workshop_decision_remove,
        name="workshop_decision_remove",
    ),
    path(
        "decisions/<int:pk>/move/",
        workshop_lines.workshop_decision_move,
        name="workshop_decision_move",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("programmes/new/", programmes.programme_create, name="programme_create"),
    path("programmes/<int:pk>/", programmes.programme_detail, name="programme_detail"),
    path("programmes/<int:pk>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programmes/<int:pk>/copy/", programmes.programme_copy, name="programme_copy"),
    path("proposals/", proposals.proposal_board, name="proposal_board"),
    path("proposals/all/", proposals.proposal_list, name="proposal_list"),
    path("proposals/new/", proposals.proposal_create, name="proposal_create"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/edit/", proposals.proposal_edit, name="proposal_edit"),
    path("proposals/<int:pk>/accept/", proposal_steps.proposal_accept, name="proposal_accept"),
    path(
        "proposals/<int:pk>/withdraw/", proposal_steps.proposal_withdraw, name="proposal_withdraw"
    ),
    path("proposals/<int:pk>/say/<str:what>/", proposal_steps.proposal_say, name="proposal_say"),
    path(
        "proposals/<int:pk>/decide/<str:what>/",
        proposal_steps.proposal_decide,
        name="proposal_decide",
    ),
    path(
        "programmes/<int:pk>/calendar.ics",
        calendars.programme_calendar_file,
        name="programme_calendar_file",
    ),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/mine/", calendars.calendar_subscription, name="calendar_subscription"),
    path(
        "calendar/mine/end/",
        calendars.calendar_subscription_end,
        name="calendar_subscription_end",
    ),
    path("calendar/<str:secret>.ics", calendars.calendar_file, name="calendar_file"),
    path("coming/", calendars.coming_events, name="coming_events"),
    path("events/", events.event_list, name="event_list"),
    path("events/new/", events.event_create, name="event_create"),
    path("events/<str:code>/", events.event_detail, name="event_detail"),
    path("events/<str:code>/edit/", events.event_edit, name="event_edit"),
    path("events/<str:code>/schedule/", steps.event_schedule, name="event_schedule"),
    path("events/<str:code>/open/", steps.event_open, name="event_open"),
    path("events/<str:code>/close/", steps.event_close, name="event_close"),
    path("events/<str:code>/hold/", steps.event_hold, name="event_hold"),
    path("events/<str:code>/postpone/", calling_off.event_postpone, name="event_postpone"),
    path("events/<str:code>/reschedule/", calling_off.event_reschedule, name="event_reschedule"),
    path("events/<str:code>/cancel/", calling_off.event_cancel, name="event_cancel"),
    path("events/<str:code>/places/", places.event_places, name="event_places"),
    path("events/<str:code>/preparation/", preparation.event_preparation, name="event_preparation"),
    path("events/<str:code>/preparation/begin/", preparation.event_prepare, name="event_prepare"),
    path(
        "events/<str:code>/preparation/new/",
        preparation.preparation_step_create,
        name="event_preparation_add",
    ),
    path("events/<str:code>/move/", calendars.event_move, name="event_move"),
    path("events/<str:code>/results/", recommendations.event_results, name="event_results"),
    path(
        "events/<str:code>/results/workshops/new/",
        recommendations.practice_group_create,
        name="event_group_add",
    ),
    path(
        "events/<str:code>/results/recommendations/new/",
        recommendations.recommendation_create,
        name="event_recommendation_add",
    ),
    path(
        "practical-workshops/<int:pk>/",
        recommendations.practice_group_edit,
        name="event_group_edit",
    ),
    path(
        "practical-workshops/<int:pk>/remove/",
        recommendations.practice_group_remove,
        name="event_group_remove",
    ),
    path("recommendations/", recommendations.recommendation_list, name="recommendation_list"),
    path(
        "recommendations/<int:pk>/",
        recommendations.recommendation_detail,
        name="recommendation_detail",
    ),
    path(
        "recommendations/<int:pk>/edit/",
        recommendations.recommendation_edit,
        name="recommendation_edit",
    ),
    path(
        "recommendations/<int:pk>/move/",
        recommendations.recommendation_move,
        name="recommendation_move",
    ),
    path(
        "recommendations/<int:pk>/remove/",
        recommendations.recommendation_remove,
        name="recommendation_remove",
    ),
    path("events/<str:code>/workshops/<day:day>/", include(workshop_addresses)),
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
    path("venues/<int:pk>/", venues.venue_detail, name="venue_detail"),
    path("venues/<int:pk>/edit/", venues.venue_edit, name="venue_edit"),
    path("venues/<int:pk>/pictures/new/", venues.venue_photo_add, name="venue_photo_add"),
    path("venue-pictures/<int:pk>/", venues.venue_photo, name="venue_photo"),
    path("venue-pictures/<int:pk>/remove/", venues.venue_photo_remove, name="venue_photo_remove"),
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
    path(f"{DAY}/agenda/", agenda.session_agenda, name="session_agenda"),
    path(f"{DAY}/agenda/<str:language>.pdf", agenda.session_agenda_pdf, name="session_agenda_pdf"),
    path(f"{DAY}/agenda/fill/", agenda.session_agenda_fill, name="session_agenda_fill"),
    path(f"{DAY}/agenda/clear/", agenda.session_agenda_clear, name="session_agenda_clear"),
    path(f"{DAY}/agenda/new/", agenda.session_slot_create, name="session_slot_create"),
    path(f"{DAY}/agenda/<int:pk>/", agenda.session_slot_edit, name="session_slot_edit"),
    path(f"{DAY}/agenda/<int:pk>/move/", agenda.session_slot_move, name="session_slot_move"),
    path(f"{DAY}/agenda/<int:pk>/shift/", agenda.session_slot_shift, name="session_slot_shift"),
    path(f"{DAY}/agenda/<int:pk>/remove/", agenda.session_slot_remove, name="session_slot_remove"),
]
