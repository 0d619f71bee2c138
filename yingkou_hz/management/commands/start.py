"""The one command: prepare what is missing, say where it is, serve."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import clock
from accounts.models import Post
from yingkou_hz import launch, server
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
            raise CommandError("演示库只能用 start --demo 启动，正式库不能设置 DEMONSTRATION 或 CLOCK_DATE。")
        listening = self.listen(host, port)
        with listening:
            try:
                launch.prepare(self.say)
            except launch.NotStarted as reason:
                raise CommandError(str(reason)) from None
            self.say(launch.first_admin())
            self.say(self.banner(host, port))
            server.serve(application, listening)
        self.say("\n已停止。")

    def listen(self, host, port):
        try:
            return server.listen(host, port)
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"端口 {port} 用不了（{host}：{launch.first_line(error)}）。多半已被占用，请换一个：--port {port % 60000 + 1}"
            ) from None

    def banner(self, host, port):
        shown = {"0.0.0.0": settings.ALLOWED_HOSTS[0], "::": settings.ALLOWED_HOSTS[0]}.get(host, host)
        return BANNER.format(
            version=settings.VERSION,
            url=f"http://{shown}:{port}/",
            database=launch.database_name(),
            more=demonstration_lines() if settings.DEMONSTRATION else "",
        )

    def say(self, text):
        if text:
            self.stdout.write(text)
            self.stdout.flush()


def demonstration_lines() -> str:
    """Return the demonstration's day and its accounts, one line each."""
    today = clock.today()
    posts = Post.objects.held_on(today).select_related("user", "unit")
    lines = [f"  演示    今天按 {today.year}年{today.month}月{today.day}日 计；登录页点一下就进："]
    lines += [f"          {post.user.username}  {post.get_role_display()}（{post.unit}）" for post in posts]
    return "\n".join(lines) + "\n"
