"""A small policy and a full verdict made by hand (a bicycle hire): rendering tested without parser and engine."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from triage.policy import (
    ALWAYS,
    Arithmetic,
    Burden,
    Call,
    Channel,
    Claim,
    ConcludesFinding,
    ConcludesOutcome,
    Conclusion,
    Evidence,
    Fact,
    Finding,
    Formula,
    Kind,
    Measure,
    Name,
    OneOf,
    Parameter,
    ParameterVersion,
    Period,
    Policy,
    Presumption,
    Production,
    Role,
    Rule,
    Seat,
    Source,
    Text,
)
from triage.problem import Place
from triage.verdict import (
    Amount,
    Branch,
    Chain,
    Claimed,
    Denied,
    Fallback,
    FindingLine,
    Missing,
    Open,
    Outcome,
    Presumed,
    Responsible,
    RuleLine,
    Status,
    Step,
    Stop,
    Trace,
    Verdict,
    Warned,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 12, 15, 0, tzinfo=ZONE)
ALWAYS_IN_FORCE = Period()


def text(zh: str, en: str) -> Text:
    return {"zh": zh, "en": en}


def fact(name: str, kind: Kind, zh: str, en: str, choices: dict[str, Text] | None = None, **more: object) -> Fact:
    settings: dict[str, object] = {
        "presume": None,
        "production": None,
        "burden": None,
        "first": False,
        "screen": None,
        **more,
    }
    ask = text(f"{zh}?", f"{en}?")
    return Fact(name, kind, text(zh, en), ask, {}, choices or {}, None, None, ALWAYS, **settings)  # type: ignore[arg-type]


def claim(
    name: str, zh: str, en: str, amount: Formula | None, voluntary: bool = False, tone: Text | None = None
) -> Claim:
    demand = text(f"请{zh}", f"please: {en}")
    return Claim(
        name, text(zh, en), demand, amount, (), None, None, ("L1", "L2"), (), voluntary, False, tone or {}, ("HIRE-8",)
    )


def channel(name: str, zh: str, en: str, stage: int, verified: bool = True) -> Channel:
    action = text(f"向{zh}说明情况并附照片", f"tell {en} what happened and add the photographs")
    clock, limits = text("三天内答复", "answers within three days"), text("只管押金", "deposits only")
    return Channel(
        name, text(zh, en), action, stage, ALWAYS, None, None, None, ("E_PHOTO",), clock, limits, ("HIRE-8",), verified
    )


def rule(name: str, then: Conclusion, zh: str, en: str, line: int) -> Rule:
    return Rule(
        name,
        "bike",
        "law",
        OneOf("brake", ("broken",)),
        then,
        text(zh, en),
        ("HIRE-8",),
        (),
        ALWAYS_IN_FORCE,
        (),
        Place("10-bike.yaml", line, 3),
    )


def outcome(*claims: str) -> ConcludesOutcome:
    return ConcludesOutcome((("owner", Fraction(1)),), (), claims, (), False)


DUE = Name("due")
DEPOSIT_TWICE = Arithmetic("+", Name("due"), Call("max", (Arithmetic("*", Name("factor"), Name("fee")), Name("floor"))))

BROKEN = text("车辆交付时刹车已损坏，出租人应当退还押金并赔偿", "the brake was broken when the bicycle was handed over")


def policy() -> Policy:
    """The bicycle hire."""
    return Policy(
        id="bicycle-hire",
        version="1.2",
        hash="0123456789abcdef0123456789abcdef",
        languages=("zh", "en"),
        title=text("自行车租赁纠纷", "Disputes over hired bicycles"),
        disclaimer=text("这不是法律意见。", "This is not legal advice."),
        currency="CNY",
        currency_symbol="¥",
        minor_unit=2,
        timezone=ZONE,
        matters={"bike": text("车辆", "the bicycle"), "deposit": text("押金", "the deposit")},
        tiers=("law", "goodwill"),
        parties={
            "shop": text("车行", "the shop"),
            "rider": text("骑行人", "the rider"),
            "maker": text("厂家", "the maker"),
        },
        roles={"owner": Role("owner", text("出租人", "the owner"), (Seat("shop", ALWAYS),))},
        links={"L1": text("租过车", "the hire"), "L2": text("刹车坏了", "the broken brake")},
        proof_strength=2,
        groups={},
        screens={},
        facts=_facts(),
        measures={"due": Measure("due", Name("fee"), text("应退金额", "amount due"), Kind.MONEY)},
        findings={"unsafe": Finding("unsafe", text("车辆不安全", "the bicycle was unsafe"))},
        parameters=_parameters(),
        sources=_sources(),
        evidence={
            "E_PHOTO": Evidence("E_PHOTO", text("照片", "photographs"), {"L2": 1}, (), {}, {}),
            "E_LOG": Evidence(
                "E_LOG", text("维修记录", "the repair log"), {"L2": 3}, ("brake",), text("车行", "the shop"), {}
            ),
        },
        claims={
            "double": claim(
                "double", "加倍退款", "double refund", DEPOSIT_TWICE, tone=text("语气宜缓", "word it gently")
            ),
            "refund": claim("refund", "退款", "refund", Name("due")),
            "ride": claim("ride", "免费骑一次", "a free ride", None, voluntary=True),
        },
        channels={
            "CH_SHOP": channel("CH_SHOP", "车行", "the shop", 1),
            "CH_CITY": channel("CH_CITY", "市政热线", "the city's hotline", 2, verified=False),
            "CH_ALARM": channel("CH_ALARM", "急救", "the ambulance", 0),
        },
        rules={
            "broken-brake": rule("broken-brake", outcome("double", "refund"), BROKEN["zh"], BROKEN["en"], 4),
            "old-bike": rule("old-bike", outcome("refund"), "车龄超过十年", "the bicycle is over ten years old", 12),
            "is-unsafe": rule("is-unsafe", ConcludesFinding(("unsafe",)), "刹车失灵", "the brake failed", 20),
        },
        nevers=(),
        ordered=(),
    )


def _facts() -> dict[str, Fact]:
    brake = {"fine": text("完好", "fine"), "worn": text("磨损", "worn"), "broken": text("损坏", "broken")}
    extras = {"light": text("车灯", "a light"), "lock": text("车锁", "a lock")}
    production = Production(
        "shop", text("要求车行出示维修记录", "ask the shop for the repair log"), Name("wait"), "asked_at"
    )
    presumed = Presumption(False, text("一般人不是车行员工", "few riders work for the shop"))
    facts = (
        fact("fee", Kind.MONEY, "租金", "the fee"),
        fact("brake", Kind.CHOICE, "刹车", "the brake", brake, production=production, burden=Burden("shop", "broken")),
        fact("extras", Kind.CHOICES, "配件", "extras", extras),
        fact("employee", Kind.YES_NO, "是车行员工", "works for the shop", presume=presumed),
        fact("asked_at", Kind.MOMENT, "索要时间", "asked at"),
        fact("days", Kind.COUNT, "租期天数", "days of hire"),
        fact("story", Kind.TEXT, "经过", "what happened"),
    )
    return {each.name: each for each in facts}


def _parameters() -> dict[str, Parameter]:
    def parameter(name: str, zh: str, en: str, unit: str, value: str) -> Parameter:
        version = ParameterVersion(Decimal(value), ALWAYS_IN_FORCE, ("HIRE-8",))
        return Parameter(name, text(zh, en), unit, False, (version,))

    return {
        "factor": parameter("factor", "倍数", "multiple", "times", "3"),
        "floor": parameter("floor", "最低额", "least sum", "CNY", "500"),
        "wait": parameter("wait", "等待时间", "waiting time", "hours", "24"),
    }


def _sources() -> dict[str, Source]:
    law = text("租赁条例", "Hire Act")
    effect = text("交付的车辆应当安全", "a hired vehicle must be safe when it is handed over")
    old = Period(date(2001, 1, 1), date(2013, 12, 31))
    return {
        "HIRE-8": Source("HIRE-8", law, "8(1)", Period(date(2014, 1, 1)), "", effect, True),
        "HIRE-OLD": Source("HIRE-OLD", law, "7", old, "", effect, False),
    }


def exact(value: str, formula: Formula = DUE, **inputs: str) -> Amount:
    """An amount with one value."""
    given = {name: Decimal(number) for name, number in inputs.items()}
    return Amount(Decimal(value), Decimal(value), formula, given, ())


def double() -> Amount:
    """29.00 + max(3 × 29.00, 500.00)."""
    return exact("529.00", DEPOSIT_TWICE, due="29.00", factor="3", fee="29.00", floor="500")


def claimed(
    name: str, amount: Amount | None, status: Status = Status.PRESUMED, fallback: Fallback | None = None
) -> Claimed:
    """A claim to make against the shop."""
    return Claimed(name, ("bike",), ("shop",), amount, (), (), fallback, status, status, ("broken-brake",))


def answering(*parties: str, matter: str = "bike", share: Fraction = Fraction(1), how: str = "alone") -> Responsible:
    """A line of responsibility, as presumed."""
    return Responsible(matter, "owner", parties, share, how, Status.PRESUMED, ("broken-brake",))


def step(due: datetime | None = datetime(2026, 5, 13, 15, 0, tzinfo=ZONE), overdue: bool = False) -> Step:
    """Ask for the repair log; "fine" and "worn" lead to the same."""
    refund = (("refund", exact("29.00", due="29.00")),)
    return Step(
        "brake",
        "shop",
        due,
        overdue,
        (
            Branch("fine", True, ("rider",), ()),
            Branch("worn", True, ("rider",), ()),
            Branch("broken", False, ("shop",), refund),
        ),
    )


def stop(channel: str = "CH_SHOP", state: str = "open", earliest: datetime | None = None) -> Stop:
    """A channel of the route; the shop answers until the end of May."""
    latest = datetime(2026, 5, 31, tzinfo=ZONE) if channel == "CH_SHOP" else None
    return Stop(channel, state, earliest, latest, ("E_PHOTO",), Status.SETTLED)


def verdict() -> Verdict:
    """Presumed: the shop owes 529.00, or else 29.00."""
    return Verdict(
        policy="bicycle-hire",
        version="1.2",
        hash="0123456789abcdef0123456789abcdef",
        engine="reference",
        now=NOW,
        status=Status.PRESUMED,
        next_change=datetime(2026, 5, 31, tzinfo=ZONE),
        responsible=(answering("shop"),),
        clashes=(),
        findings=(FindingLine("unsafe", True, ("is-unsafe",)),),
        claims=(claimed("double", double(), fallback=Fallback("refund", exact("29.00", due="29.00"))),),
        possible_claims=(),
        denied=(Denied("ride", text("已经赔偿", "there is compensation already"), ("broken-brake",), ("HIRE-8",)),),
        presumed=(Presumed("employee", False, text("一般人不是车行员工", "few riders work for the shop")),),
        steps=(step(),),
        chain=Chain(
            {"L1": "missing", "L2": "weak"}, {"L1": (), "L2": ("E_PHOTO",)}, (Missing("E_LOG", ("L2",), ("brake",)),)
        ),
        route=(
            stop(),
            stop("CH_CITY", "waiting", datetime(2026, 5, 15, tzinfo=ZONE)),
        ),
        warnings=(Warned("GENTLE", text("不要写“诈骗”", "do not write fraud"), "broken-brake"),),
        open=(Open("days", ("claim:double",), False, None),),
        rules=(RuleLine("broken-brake", Outcome.WON, ()), RuleLine("old-bike", Outcome.BEATEN, ("broken-brake",))),
        citations=("HIRE-8", "HIRE-OLD"),
        trace=Trace((), (), (), ()),
    )
