"""The one command: prepare what is missing, say where it is, serve."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts import clock
from accounts.models import Post
from yingkou_hz import demo, launch, server
from yingkou_hz.environment import LOOPBACK
from yingkou_hz.wsgi import application

BANNER = """
提档升位公报 {version}
  网址    {url}
  数据库  {database}
{more}  停止    Ctrl-C
"""


class Command(BaseCommand):
    help = "建好数据库、装入文件、启动服务；--demo 另用演示库。"

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="演示：自带数据库、日期和数据")
        parser.add_argument(
            "--host", default="127.0.0.1", help="监听地址；内网使用写 0.0.0.0，并设置 ALLOWED_HOSTS"
        )
        parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")

    def handle(self, *, demo, host, port, **options):
        if demo != settings.DEMONSTRATION or (settings.CLOCK_DATE and not demo):
            sys.exit("演示库只能用 start --demo 启动；正式库不能设置 DEMONSTRATION 或 CLOCK_DATE。")
        with self.listen(host, port) as listening:
            try:
                launch.prepare(self.say)
            except launch.NotStarted as reason:
                sys.exit(str(reason))
            self.say(launch.first_admin())
            self.say(self.banner(host, port))
            server.serve(application, listening)
        self.say("\n已停止。")

    def listen(self, host, port):
        try:
            return server.listen(host, port)
        except (OSError, OverflowError) as error:
            sys.exit(
                f"在 {host} 上用不了端口 {port}（{launch.first_line(error)}）。它已被占用或不许使用，请用 --port 换一个。"
            )

    def banner(self, host, port):
        return BANNER.format(
            version=settings.VERSION,
            url=address(host, port),
            database=launch.database_name(),
            more=demonstration_lines() if settings.DEMONSTRATION else "",
        )

    def say(self, text):
        if text:
            self.stdout.write(text)
            self.stdout.flush()


def address(host: str, port: int) -> str:
    """Return where a browser finds the site: the name it is known by when it is open to the intranet."""
    if settings.HTTPS:
        return f"https://{settings.ALLOWED_HOSTS[0]}/"
    if host not in ("0.0.0.0", "::"):  # nosec B104: compared, not bound
        return f"http://{host}:{port}/"
    known = [name for name in settings.ALLOWED_HOSTS if name not in LOOPBACK]
    if known:
        return f"http://{known[0]}:{port}/"
    return f"http://127.0.0.1:{port}/（别的电脑还打不开：请把本机的域名或 IP 写进 ALLOWED_HOSTS）"


def demonstration_lines() -> str:
    """Return the demonstration's day and its accounts, one for each role."""
    today = clock.today()
    posts = Post.objects.filter(user__username__in=[who for who, *_ in demo.CAST]).select_related(
        "user", "unit"
    )
    lines = [f"  演示    今天按 {clock.spoken(today)} 计；登录页点一下就进，口令均为 {demo.PASSWORD}："]
    lines += [f"          {post.user.username}  {post.get_role_display()}（{post.unit}）" for post in posts]
    return "\n".join(lines) + "\n"
