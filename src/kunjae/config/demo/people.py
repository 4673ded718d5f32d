"""Invented people of the demo hotel."""

# ruff: noqa: SIM905 - lists of names read best as lines of text

from __future__ import annotations

from random import Random

from kunjae.bookings.commands import Booker

THAI_FIRST = (
    "สมชาย สมหญิง อนงค์ มาลี ปิยะ วิชัย นภา กานดา ธีรพงษ์ ศิริพร ประเสริฐ รัตนา ชัยวัฒน์ พรทิพย์ ณัฐพล จิราพร "
    "อรุณ สุดา เกียรติศักดิ์ วรรณา ธนากร พิมพ์ชนก ภูมิ ชนิดา กิตติ ลลิตา"
).split()
THAI_LAST = (
    "ใจดี แสงทอง ศรีสุข วงศ์ไทย รุ่งเรือง บุญมา พงษ์พันธ์ ทองคำ สุขสวัสดิ์ จันทร์เพ็ญ ชัยชนะ มณีรัตน์ อินทร์แก้ว เพชรดี ศักดิ์สิทธิ์ ดวงใจ"
).split()
THAI_LATIN = (
    "somchai somying anong malee piya wichai napha kanda theera siriporn prasert rattana chai pornthip nat "
    "jiraporn arun suda kiat wanna thana pim phum chanida kitti lalita"
).split()
FOREIGN = (
    ("Emma", "Lindqvist", "SWE", "+4670"),
    ("Jonas", "Weber", "DEU", "+4915"),
    ("Claire", "Dubois", "FRA", "+3361"),
    ("Olivia", "Taylor", "GBR", "+4477"),
    ("Liam", "O’Connor", "IRL", "+3538"),
    ("Yuki", "Tanaka", "JPN", "+8190"),
    ("Min-jun", "Kim", "KOR", "+8210"),
    ("Wei", "Chen", "SGP", "+659"),
    ("Priya", "Nair", "IND", "+9198"),
    ("Lucas", "Silva", "BRA", "+5511"),
    ("Anna", "Kowalska", "POL", "+4850"),
    ("Mateo", "García", "ESP", "+3461"),
    ("Sophie", "de Vries", "NLD", "+3161"),
    ("Noah", "Müller", "CHE", "+4179"),
    ("Grace", "Wilson", "AUS", "+6141"),
    ("Ethan", "Brown", "USA", "+1415"),
    ("Ingrid", "Hansen", "NOR", "+4790"),
    ("Giulia", "Rossi", "ITA", "+3934"),
    ("Tomáš", "Novák", "CZE", "+4207"),
    ("Siti", "Rahman", "MYS", "+6012"),
)
NOTES = (
    "ขอห้องชั้นบน เงียบๆ",
    "แพ้อาหารทะเล",
    "มาถึงดึก ประมาณ 23:00 น.",
    "ฉลองครบรอบแต่งงาน ขอจัดห้องเล็กน้อย",
    "ขอเตียงเสริมสำหรับเด็ก",
    "รับที่สนามบินภูเก็ต เที่ยวบิน TG217",
    "ขอใบกำกับภาษีเต็มรูป",
    "ลูกค้าประจำ",
    "Late arrival, around 22:30.",
    "Honeymoon. Flowers in the room, please.",
    "Two rooms next to each other, please.",
    "Vegetarian breakfast.",
    "Arrives by motorbike, needs parking.",
    "Please call before arrival.",
)


def some_booker(random: Random) -> Booker:
    """Six in ten are Thai; some left no e-mail address, some no phone."""
    if random.random() < 0.6:
        place = random.randrange(len(THAI_FIRST))
        last = random.choice(THAI_LAST)
        phone = f"+668{random.randrange(10**8):08}"
        email = f"{THAI_LATIN[place]}{random.randrange(10, 99)}@example.com"
        booker = Booker(
            name=f"{THAI_FIRST[place]} {last}", email=email, phone=phone, language="th", country="THA"
        )
    else:
        first, last, country, prefix = random.choice(FOREIGN)
        phone = f"{prefix}{random.randrange(10**7):07}"
        plain = "".join(letter for letter in first.lower() if "a" <= letter <= "z")
        email = f"{plain}{random.randrange(10, 99)}@example.net"
        booker = Booker(name=f"{first} {last}", email=email, phone=phone, language="en", country=country)
    return _left_out(booker, random.random())


def _left_out(booker: Booker, chance: float) -> Booker:
    return Booker(
        name=booker.name,
        email="" if chance < 0.12 else booker.email,
        phone="" if 0.12 <= chance < 0.2 else booker.phone,
        language=booker.language,
        country=booker.country,
    )


def some_guest_name(random: Random) -> str:
    """Who sleeps in a further room."""
    if random.random() < 0.6:
        return f"{random.choice(THAI_FIRST)} {random.choice(THAI_LAST)}"
    first, last, *_ = random.choice(FOREIGN)
    return f"{first} {last}"
