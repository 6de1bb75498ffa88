"""Sign-in, second factor, sign-out. Wrong tries are counted in the database by axes: five, then fifteen minutes."""

from __future__ import annotations

from typing import Any

from axes.utils import reset as forget_failures
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import devices_for_user
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from redress.queries import people
from redress.web import actor, demopeople, limits, prefs, render, secondfactor

WAITING = "waiting_person"  # has shown the password, not yet the second factor
HOMES = (("admin", "/admin/"), ("trader", "/trader/"), ("keeper", "/station/"))


def home_of(roles: tuple[str, ...]) -> str:
    """Return the page that a person begins on."""
    if set(roles) & {"desk", "handler", "supervisor", "mediator", "inspector", "enforcement", "council", "analyst"}:
        return "/desk/"
    return next((address for role, address in HOMES if role in roles), "/desk/")


def _form(
    request: HttpRequest, *, error: str = "", field: str = "username", username: str = "", status: int = 200
) -> HttpResponse:
    return render.page(
        request,
        "signin/signin.html",
        {
            "error": error,
            "error_field": field,
            "username": username,
            "next": prefs.safe_next(request, request.POST.get("next") or request.GET.get("next", ""), ""),
            "has_kept": "kept=" in (request.POST.get("next") or request.GET.get("next", "")),
            "demo_people": demopeople.offered(),
        },
        status=status,
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in form, or check name and password; somebody signed in already goes on."""
    if request.method == "GET":
        if actor.actor_of(request) is not actor.NOBODY:
            return _onward(request)
        return _form(request)
    username, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    if not username or not password:
        which = "username" if not username else "password"
        message = _("请填写登录名") if which == "username" else _("请填写密码")
        return _form(request, error=message, field=which, username=username, status=422)
    user: Any = authenticate(request, username=username, password=password)
    if user is None:
        if getattr(request, "axes_locked_out", False):
            return locked_out(request, {})
        return _form(
            request,
            error=_("登录名或密码不对。连续输错 5 次要等 15 分钟。"),
            field="password",
            username=username,
            status=422,
        )
    needs_more = user.must_use_second_factor or any(True for _device in devices_for_user(user))
    if needs_more:
        request.session[WAITING] = user.pk
        request.session["waiting_next"] = request.POST.get("next", "")
        return HttpResponseRedirect("/in/second")
    return _let_in(request, user, request.POST.get("next", ""))


def _let_in(request: HttpRequest, user: Any, wanted: str, device: Any = None) -> HttpResponse:
    kept = request.session.get("kept")
    user.backend = "django.contrib.auth.backends.ModelBackend"
    login(request, user)
    if kept is not None:  # a flush would have lost what was typed; it is sealed, and its key went round with the form
        request.session["kept"] = kept
    if device is not None:
        otp_login(request, device)
    for name in (WAITING, "waiting_next"):
        request.session.pop(name, None)
    forget_failures(username=user.get_username())
    card = people.card(person_id=user.pk)
    response = HttpResponseRedirect(prefs.safe_next(request, wanted, home_of(card.roles if card else ())))
    if card is not None:
        prefs.write(response, prefs.of_person(request, card))
    return response


def _onward(request: HttpRequest) -> HttpResponse:
    home = home_of(tuple(actor.actor_of(request).roles))
    return HttpResponseRedirect(prefs.safe_next(request, request.GET.get("next", ""), home))


@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; somebody who must use one and has none yet sets it up here."""
    person_id = request.session.get(WAITING)
    user = secondfactor.person(person_id) if person_id else None
    if user is None:
        return HttpResponseRedirect("/in")
    device, is_new = secondfactor.device_of(user)
    data: dict[str, Any] = {"is_new": is_new, "error": ""}
    if is_new:
        data |= {"qr": secondfactor.picture(device), "secret": secondfactor.readable(device)}
    if request.method == "POST":
        limits.check(request, purpose="second", per_minute=6, burst=6, who=f"person:{person_id}")
        typed = "".join(request.POST.get("code", "").split())
        matched = secondfactor.matching(user, device, typed)
        if matched is not None:
            if isinstance(matched, TOTPDevice) and not matched.confirmed:
                matched.confirmed = True
                matched.save(update_fields=["confirmed"])
            return _let_in(request, user, str(request.session.get("waiting_next", "")), matched)
        data["error"] = _("验证码不对，或已经过期。请过几秒再试，输入手机上现在显示的 6 位数字。")
    return render.page(request, "signin/second.html", data, status=422 if data["error"] else 200)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out and go home; language and theme stay."""
    logout(request)
    return HttpResponseRedirect("/in")


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """Say that there were too many wrong tries, and for how long the door stays shut."""
    return _form(
        request, error=_("输错次数太多，请 15 分钟后再试，或请管理员重设密码。"), field="username",
        username=request.POST.get("username", "")[:60], status=429,
    )  # fmt: skip
