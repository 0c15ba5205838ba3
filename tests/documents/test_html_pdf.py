"""Pages become PDF without touching the network or the disk."""

import http.server
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pikepdf
import pytest

from documents.html_pdf import FONT_FACES, BundledFetcher, RefusedAddress, html_to_pdf

pytestmark = pytest.mark.slow

PAGE = "<html lang=ar><title>لائحة</title><style>{faces} p {{ font-family: Paper }}</style><p>{body}</p>"


@pytest.fixture
def canary():
    """A server on this machine that notes whoever calls."""
    calls = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            if self.path == "/redirect":
                self.send_response(302)
                self.send_header("Location", "/canary")
            else:
                self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.calls = calls
    server.address = f"http://127.0.0.1:{server.server_port}/canary"
    yield server
    server.shutdown()
    server.server_close()


def page(body):
    return PAGE.format(faces=FONT_FACES, body=body)


def open_pdf(data):
    return pikepdf.open(BytesIO(data))


@pytest.mark.parametrize(
    "body",
    [
        '<img src="{address}">',
        '<link rel=stylesheet href="{address}">',
        '<style>@import url("{address}")</style>',
        '<style>p {{ background: url("{address}") }}</style>',
        '<style>@font-face {{ font-family: x; src: url("{address}") }}</style>',
        '<link rel=attachment href="{address}">',
        '<svg><image href="{address}"/></svg>',
        '<object data="{address}"></object>',
    ],
)
def test_a_page_that_asks_the_network_is_stopped_before_it_does(canary, body):
    with pytest.raises(RefusedAddress):
        html_to_pdf(page(body.format(address=canary.address)))
    assert canary.calls == []


@pytest.mark.parametrize(("path", "calls"), [("canary", 1), ("redirect", 2)])
def test_the_canary_sings_when_it_is_called(canary, path, calls):
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    address = canary.address.replace("canary", path)
    fetcher = URLFetcher(allow_redirects=True)
    HTML(string=f'<img src="{address}">', url_fetcher=fetcher).render()
    assert canary.calls == [f"/{path}", "/canary"][-calls:]


# Every way to name something outside that a page, a style sheet or a drawing has.
WAYS_OUT = [
    '<img src="{address}">',
    '<img src="x" srcset="{address} 2x">',
    '<input type=image src="{address}">',
    '<embed src="{address}">',
    '<object data="{address}"></object>',
    '<iframe src="{address}"></iframe>',
    '<base href="{address}"><img src="x.png">',
    '<link rel=stylesheet href="{address}">',
    '<link rel=icon href="{address}">',
    '<link rel=attachment href="{address}">',
    '<a rel=attachment href="{address}">x</a>',
    '<meta http-equiv=refresh content="0; url={address}">',
    '<style>@import "{address}";</style>',
    "<style>@import url({address}) print;</style>",
    "<style>@page {{ background: url({address}) }}</style>",
    "<style>@page {{ @top-left {{ content: url({address}) }} }}</style>",
    "<style>@font-face {{ font-family: x; src: url({address}) }} p {{ font-family: x }}</style>",
    "<style>@color-profile --x {{ src: url({address}) }}</style>",
    '<p style="background: url({address})">x',
    '<p style="border-image: url({address}) 1">x',
    '<p style="content: url({address})">x',
    '<li style="list-style-image: url({address})">x',
    '<svg><image href="{address}"/></svg>',
    '<svg><image xlink:href="{address}" xmlns:xlink="http://www.w3.org/1999/xlink"/></svg>',
    '<svg><use href="{address}#x"/></svg>',
    "<svg><style>@import url({address});</style><rect width=9 height=9 /></svg>",
    '<svg><rect width=9 height=9 fill="url({address}#x)"/></svg>',
    '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}"/></svg>\'>',
    "<link rel=stylesheet href='data:text/css,@import url({address});'>",
]


@pytest.mark.parametrize("path", ["canary", "redirect"])
def test_no_way_out_of_a_page_leads_to_the_network(canary, path):
    address = canary.address.replace("canary", path)
    for body in WAYS_OUT:
        print_or_refuse(body.format(address=address))
    assert canary.calls == []


def test_no_way_out_of_a_page_leads_to_the_disk(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>SECRET</text></svg>')
    for body in WAYS_OUT:
        refused, pdf = print_or_refuse(body.format(address=secret.as_uri()))
        assert refused or b"SECRET" not in pdf


def test_no_way_out_of_a_page_leads_to_another_protocol():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        for body in WAYS_OUT:
            print_or_refuse(body.format(address=f"ftp://127.0.0.1:{port}/x"))
        with pytest.raises(BlockingIOError):
            server.accept()


def print_or_refuse(body):
    """Return whether a page was refused, and else what came of it, unpacked."""
    try:
        pdf = html_to_pdf(page(body))
    except RefusedAddress:
        return True, b""
    with open_pdf(pdf) as opened:
        streams = [one.read_bytes() for one in opened.objects if isinstance(one, pikepdf.Stream)]
    return False, b"".join(streams)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "/etc/passwd",
        "ftp://127.0.0.1/x",
        "asset:../../settings.py",
        "asset:amiri-regular.ttf?x",
        "//127.0.0.1/x",
    ],
)
def test_nothing_outside_the_page_is_fetched(address):
    with pytest.raises(RefusedAddress, match="may not fetch"):
        BundledFetcher().fetch(address)


def test_an_image_inside_the_page_is_drawn():
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    pdf = open_pdf(html_to_pdf(page(f'<img src="{dot}">')))
    assert len(pdf.pages[0].get_images()) == 1


def test_title_and_language_stand_in_the_file():
    pdf = open_pdf(html_to_pdf(page("سيدي بنور")))
    assert (str(pdf.docinfo.Title), str(pdf.Root.Lang)) == ("لائحة", "ar")


def test_the_same_page_gives_the_same_bytes():
    assert html_to_pdf(page("شهادة")) == html_to_pdf(page("شهادة"))


def test_no_time_of_making_is_in_the_file():
    assert not {"/CreationDate", "/ModDate"} & set(open_pdf(html_to_pdf(page("x"))).docinfo.keys())


def test_the_text_is_set_in_the_bundled_font_alone():
    pdf = open_pdf(html_to_pdf(page("سيدي بنور، Sidi Bennour 2026")))
    fonts = pdf.pages[0].Resources.Font
    assert [str(font.BaseFont).split("+")[1] for font in fonts.values()] == ["Paper"]


def test_threads_lay_out_side_by_side_with_the_same_result():
    pages = [page(f"سيدي بنور {number}") for number in range(12)]
    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(html_to_pdf, pages)) == [html_to_pdf(one) for one in pages]
