using System.Net.Mail;
using WaterWatch.Configuration.Yaml;
using WaterWatch.OnCall;

namespace WaterWatch.Configuration.PeopleFiles;

/// <summary>Reads <c>agencies</c>, <c>webhooks</c>, <c>people</c> and <c>exercises</c>.</summary>
/// <param name="directory">The configuration folder, to which a secret's file is relative.</param>
internal sealed class PersonReader(string directory, Problems problems)
{
    public static SectionKeys AgencyKeys { get; } = new("an agency", "id", "name");

    public static SectionKeys PersonKeys { get; } = new("a person", "id", "name", "agency", "language", "mail", "phone", "webhooks");

    public static SectionKeys ExerciseKeys { get; } = new("exercises", "mail", "webhooks");

    private static ValueKind<Language> Tongue { get; } = new(
        "a language", "Write en or zh", text => text switch { "en" => Language.English, "zh" => Language.Chinese, _ => null });

    private static ValueKind<PhoneNumber> Phone { get; } = new(
        "a phone number",
        "Write it in quotes with its country, such as \"+86 138 0000 0000\"",
        text => text.Count(char.IsAsciiDigit) is >= 3 and <= 20 && text.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-') ? new PhoneNumber(text) : null);

    public Listing<Agency> Agencies { get; } = new("an agency");

    public Listing<WebhookSettings> Webhooks { get; } = new("a webhook");

    public Listing<Person> People { get; } = new("a person");

    public ExerciseList Exercises { get; private set; } = ExerciseList.Nobody;

    public void Read(Section file)
    {
        foreach (var agency in file.Sections("agencies", AgencyKeys))
        {
            var id = Ids.Read(agency, "hechi-eb");
            Agencies.Add(id, new Agency(id, agency.RequiredName("name")), agency);
        }

        var webhooks = new WebhookReader(directory, problems);
        foreach (var webhook in file.Sections("webhooks", WebhookReader.WebhookKeys))
        {
            Webhooks.Add(Ids.Read(webhook, "sms-gateway", "name"), webhooks.Read(webhook), webhook, "name");
        }

        foreach (var person in file.Sections("people", PersonKeys))
        {
            var id = Ids.Read(person, "hechi-duty-1");
            if (id == RotaReader.Nobody)
                person.Problem("id", $"a person cannot be \"{id}\": in a rota it says that a shift has none", "Give the person another id");

            People.Add(id, Person(person, id), person);
        }

        Remark();
        if (file.Sub("exercises", ExerciseKeys) is { } exercises)
            Exercises = new ExerciseList([.. exercises.Texts("mail").Where(m => IsAllowed(m)).Select(m => m.Text)], Webhooks.Known(exercises, "webhooks"));
    }

    private Person Person(Section person, string id)
    {
        if (person.RequiredText("agency", "hechi-eb") is { } agency)
            Agencies.Knows("agency", new ConfigScalar(agency, quoted: true, person.OriginOf("agency")), problems);

        var mail = person.Texts("mail").Where(IsAddress).Select(m => (Channel)new Channel.Mail(m.Text));
        var channels = mail.Concat(Webhooks.Known(person, "webhooks").Select(w => new Channel.Webhook(w))).ToList();
        if (person.IsEmptyList("mail") && person.IsEmptyList("webhooks"))
            problems.Add(person.Origin, $"{id} has no address, so nothing can be told", "Add mail: [name@example.org], or webhooks: with the name of a gateway");

        var phone = person.Value("phone", Phone)?.Digits ?? "";
        if (phone.Length == 0 && channels.OfType<Channel.Webhook>().Select(w => Webhooks.Find(w.Name)!.Value).FirstOrDefault(w => w.Template?.Uses("phone") == true) is { } gateway)
            problems.Add(person.Origin, $"{id} has no phone, and the webhook {gateway.Name} wants one", "Add phone: \"+86 138 0000 0000\", or take the webhook from this person");

        return new Person(id, person.RequiredName("name"), person.Text("agency") ?? "", person.Value("language", Tongue) ?? Language.Chinese, channels) { Phone = phone };
    }

    private bool IsAddress(ConfigScalar mail) => Is(mail, mail.Text, "Write an address without a name, such as duty@example.org");

    /// <summary>An address, or <c>@</c> and a domain for everybody there.</summary>
    private bool IsAllowed(ConfigScalar mail) =>
        Is(mail, mail.Text.StartsWith('@') ? $"everybody{mail.Text}" : mail.Text, "Write an address, such as duty@example.org, or \"@example.org\" for a whole domain");

    // Nothing but the bare address passes, so that no line break or second address can come into a header.
    private bool Is(ConfigScalar mail, string address, string remedy)
    {
        if (MailAddress.TryCreate(address, out var parsed) && parsed.Address == address && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return true;

        problems.Add(mail.Origin, $"mail: \"{mail.Text}\" is not a mail address", remedy);
        return false;
    }

    private void Remark()
    {
        foreach (var agency in Agencies.All.Where(a => People.Values.All(p => p.Agency != a.Id)))
        {
            problems.Remark(agency.Section.Origin, $"nobody is of the agency {agency.Id}");
        }
    }

    private readonly record struct PhoneNumber(string Digits);
}
