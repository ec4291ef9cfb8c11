package devserver

// word is a part of a name, in its own script and as a uid spells it.
type word struct{ text, slug string }

// and makes a double name, unless both words are the same.
func (w word) and(other word, separator string) word {
	if w == other {
		return w
	}
	return word{w.text + separator + other.text, w.slug + "-" + other.slug}
}

// culture says how the parts of a name are chosen and joined.
type culture struct {
	given, family []word
	familyFirst   bool
	separator     string
}

// cultures cover the scripts and widths a screen has to cope with: accents,
// wide and right-to-left letters, combining vowel signs.
var cultures = []culture{
	{separator: " ",
		given:  []word{{"Amélie", "amelie"}, {"Zoë", "zoe"}, {"Benoît", "benoit"}, {"Chloé", "chloe"}, {"Rémi", "remi"}, {"Inès", "ines"}},
		family: []word{{"Laurent", "laurent"}, {"Lefèvre", "lefevre"}, {"Noël", "noel"}, {"Dubois", "dubois"}, {"Garçon", "garcon"}}},
	{separator: "", familyFirst: true,
		given:  []word{{"さくら", "sakura"}, {"健太", "kenta"}, {"陽菜", "hina"}, {"翔", "sho"}, {"美咲", "misaki"}},
		family: []word{{"田中", "tanaka"}, {"佐藤", "sato"}, {"鈴木", "suzuki"}, {"高橋", "takahashi"}, {"渡辺", "watanabe"}}},
	{separator: " ",
		given:  []word{{"عمر", "omar"}, {"ليلى", "layla"}, {"يوسف", "yusuf"}, {"فاطمة", "fatima"}, {"كريم", "karim"}},
		family: []word{{"الفاروق", "alfaruq"}, {"حداد", "haddad"}, {"المصري", "almasri"}, {"نجار", "najjar"}, {"سعيد", "saeed"}}},
	{separator: " ",
		given:  []word{{"Grace", "grace"}, {"Marcus", "marcus"}, {"Olivia", "olivia"}, {"Ethan", "ethan"}, {"Priscilla", "priscilla"}, {"Theo", "theo"}},
		family: []word{{"O’Brien", "obrien"}, {"Whitfield", "whitfield"}, {"Mbeki", "mbeki"}, {"St. James", "st-james"}, {"Okafor", "okafor"}}},
	{separator: " ",
		given:  []word{{"Анна", "anna"}, {"Дмитрий", "dmitri"}, {"Ольга", "olga"}, {"Сергей", "sergei"}, {"Наталия", "natalia"}},
		family: []word{{"Коваль", "koval"}, {"Мороз", "moroz"}, {"Соколенко", "sokolenko"}, {"Вишня", "vyshnia"}, {"Жук", "zhuk"}}},
	{separator: " ",
		given:  []word{{"अर्जुन", "arjun"}, {"प्रिया", "priya"}, {"रोहन", "rohan"}, {"काव्या", "kavya"}, {"मीरा", "meera"}},
		family: []word{{"शर्मा", "sharma"}, {"पटेल", "patel"}, {"गुप्ता", "gupta"}, {"अय्यर", "iyer"}, {"सिंह", "singh"}}},
	{separator: " ",
		given:  []word{{"José", "jose"}, {"Lucía", "lucia"}, {"Íñigo", "inigo"}, {"María", "maria"}, {"Joaquín", "joaquin"}},
		family: []word{{"Muñoz", "munoz"}, {"Peña", "pena"}, {"García", "garcia"}, {"Ibáñez", "ibanez"}, {"Güell", "guell"}}},
	{separator: "", familyFirst: true,
		given:  []word{{"伟", "wei"}, {"秀英", "xiuying"}, {"子涵", "zihan"}, {"欣怡", "xinyi"}, {"浩然", "haoran"}},
		family: []word{{"李", "li"}, {"王", "wang"}, {"张", "zhang"}, {"陈", "chen"}, {"欧阳", "ouyang"}}},
	{separator: " ",
		given:  []word{{"נועה", "noa"}, {"איתן", "eitan"}, {"תמר", "tamar"}, {"יונתן", "yonatan"}, {"שירה", "shira"}},
		family: []word{{"כהן", "cohen"}, {"לוי", "levi"}, {"מזרחי", "mizrahi"}, {"פרץ", "peretz"}, {"ביטון", "biton"}}},
	{separator: " ",
		given:  []word{{"Søren", "soren"}, {"Åsa", "asa"}, {"Łucja", "lucja"}, {"Jürgen", "jurgen"}, {"Žofie", "zofie"}, {"Þóra", "thora"}},
		family: []word{{"Sjögren", "sjogren"}, {"Østergård", "ostergard"}, {"Wiśniewska", "wisniewska"}, {"Weiß", "weiss"}, {"Dvořák", "dvorak"}}},
	{separator: "", familyFirst: true,
		given:  []word{{"민준", "minjun"}, {"서연", "seoyeon"}, {"지우", "jiwoo"}, {"하은", "haeun"}, {"도윤", "doyun"}},
		family: []word{{"김", "kim"}, {"이", "lee"}, {"박", "park"}, {"최", "choi"}, {"정", "jung"}}},
	{separator: " ", familyFirst: true,
		given:  []word{{"Thị Hương", "thi-huong"}, {"Văn Minh", "van-minh"}, {"Quỳnh", "quynh"}, {"Bảo", "bao"}, {"Ngọc Ánh", "ngoc-anh"}},
		family: []word{{"Nguyễn", "nguyen"}, {"Trần", "tran"}, {"Phạm", "pham"}, {"Đặng", "dang"}, {"Vũ", "vu"}}},
}

// flourishes are appended to some names, as some people do.
var flourishes = []string{" 🎧", " 🌸", " 👩‍🚀", " ☕️", " 🇧🇷", " ✨"}

var statusMessages = []string{
	"Available",
	"In a meeting until 3",
	"🎧 deep work, ping me twice",
	"On holiday 🏝️ back on Monday",
	"Hors du bureau jusqu’à jeudi",
	"会議中です",
	"عدت للتو من السفر",
	"Coffee first ☕",
	"Be right back…",
	"👩‍🚀 launching v2 today",
	"Только срочные вопросы",
	"काम पर हूँ",
	"Working from the train; replies may be slow, thank you for your patience",
	"¡Vuelvo enseguida!",
	"“Simplicity is the ultimate sophistication”",
	"خارج המשרד / out of office",
}

var seedTags = []string{
	"beta", "newsletter", "early-adopter", "team-red", "team-blue", "on-call",
	"needs follow-up", "東京", "Zürich", "mentor", "trial", "annual plan", "⭐ favourite",
}

// seedRole is a role besides the default one, with the percentage of invented
// users who have it.
type seedRole struct {
	slug, name, description string
	percent                 int
}

var seedRoles = []seedRole{
	{"admin", "Administrator", "Runs the app and looks after its settings", 5},
	{"moderator", "Moderator", "Keeps conversations friendly", 12},
	{"support", "Support", "Answers questions of other users", 10},
	{"vip", "VIP", "Paying customers with priority", 12},
	{"guest", "Guest", "Has not signed up yet", 6},
}

// sampleUsers are the five users of every fresh CometChat app, newest last.
var sampleUsers = []word{
	{"Andrew Joseph", "cometchat-uid-1"},
	{"George Alan", "cometchat-uid-2"},
	{"Nancy Grace", "cometchat-uid-3"},
	{"Susan Marie", "cometchat-uid-4"},
	{"John Paul", "cometchat-uid-5"},
}

// sampleAvatars is where the sample users' pictures are.
const sampleAvatars = "https://assets.cometchat.io/sampleapp/v2/users/"

// metadataShapes are forms of metadata seen in the wild. $uid, $number (two
// digits) and $city are filled in. The odd formatting is deliberate: programs
// must not tidy up numbers, spaces, key order or escapes.
var metadataShapes = []string{
	`{"email":"$uid@example.com","contactNumber":"+1555010$number","city":"$city"}`,
	`{"@private":{"email":"$uid@example.com","contactNumber":"+1555010$number"},"locale":"$city"}`,
	`{"address":{"city":"$city","geo":{"lat":48.8566,"lon":2.3522}},"preferences":{"theme":"dark","digest":"weekly","sounds":false}}`,
	`{"score":1.0,"ratio":1e3,"balance":-0.50,"account":9007199254740993,"visits":$number}`,
	`{ "zeta": $number,  "alpha": true, "note": "caf\u00e9 \u2615 <b>&amp;</b>", "city": "$city" }`,
	`{"devices":[{"os":"ios","version":"19.1"},{"os":"android","version":"16"}],"pushEnabled":true,"lastOrder":null}`,
	`{"crm":{"id":"C-000$number","owner":"grace-okafor","stage":"trial","history":[{"at":1735689600,"event":"signup"},{"at":1738368000,"event":"upgrade"}]},"@private":{"email":"$uid@example.com"}}`,
	"{\n  \"plan\": \"team\",\n  \"seats\": $number,\n  \"city\": \"$city\"\n}",
	`{}`,
}

var cities = []string{"Lyon", "東京", "القاهرة", "São Paulo", "Kraków", "मुंबई", "Dublin", "תל אביב", "서울", "Đà Nẵng"}
