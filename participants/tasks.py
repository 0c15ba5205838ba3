"""What the background worker does for participants."""

from django_tasks import task

from participants.services import duplicate_search


@task()
def search_duplicates_task(person_ids: list[int]) -> None:
    """Look for duplicates of these persons."""
    duplicate_search.search_persons(person_ids)
