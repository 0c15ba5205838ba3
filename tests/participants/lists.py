"""Lists of people as somebody would upload them."""

import csv
import hashlib
from io import StringIO

HEADINGS = {
    "given_name_ar": "الاسم الشخصي",
    "family_name_ar": "الاسم العائلي",
    "given_name_latin": "Prénom",
    "family_name_latin": "Nom",
    "gender": "الجنس",
    "birth_year": "سنة الازدياد",
    "phone": "رقم الهاتف",
    "email": "البريد الإلكتروني",
    "commune": "الجماعة",
    "organisation": "الهيئة",
    "kind": "نوع الهيئة",
    "capacity": "الصفة",
    "national_id": "رقم البطاقة الوطنية",
    "has_disability": "وضعية إعاقة",
}
LETTERS = "بتجدرسكلمن"
SOUNDS = ("ba", "ta", "ja", "da", "ra", "sa", "ka", "la", "ma", "na")


def somebody(number, **cells):
    """The cells of the ``number``-th person, all of them right; no two share name or phone."""
    digits = [int(digit) for digit in f"{number:04}"]
    return {
        "given_name_ar": "فاطمة",
        "family_name_ar": "ا".join(LETTERS[digit] for digit in digits) + "وي",
        "given_name_latin": "Fatima",
        "family_name_latin": ("".join(SOUNDS[digit] for digit in digits) + "oui").capitalize(),
        "gender": "أنثى",
        "birth_year": "1987",
        "phone": f"06 61 {number // 100:02} {number % 100:02} 00",
        "email": "",
        "commune": "الزمامرة",
        "organisation": "تعاونية النور",
        "kind": "تعاونية",
        "capacity": "عضوة",
        "national_id": "",
        "has_disability": "",
    } | cells


def people(number):
    """A list of that many people."""
    return [somebody(one) for one in range(number)]


def as_csv(rows, headings=HEADINGS):
    """The file: headings in row 1, the first person in row 2."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings.values())
    writer.writerows([row[name] for name in headings] for row in rows)
    return text.getvalue().encode()


def sha256(content):
    return hashlib.sha256(content).hexdigest()
