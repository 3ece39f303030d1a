using System.Text.Json;

namespace ExhibitionCrm.Web.Forms;

/// <summary>Keeps forms that were sent after their session had ended, for the person to whom they had been shown.</summary>
internal sealed class UnsentForms(KeptTexts texts, FormOwner owner)
{
    /// <summary>The parameter of an address that names the form to show there.</summary>
    public const string Parameter = "unsent";

    private const int MaxLength = 100_000;

    /// <returns>Where the form is shown again; null where there is none, and where it is nobody's or too long to keep.</returns>
    public async Task<string?> KeepAsync(HttpContext context)
    {
        var request = context.Request;
        if (await ReadFormAsync(request) is not { } form || owner.Read(form) is not { } userId)
        {
            return null;
        }

        var kept = KeptForm.WithoutSecrets(request.PathBase + request.Path, form);
        if (kept.Fields.Sum(field => field.Key.Length + field.Value.Length) > MaxLength)
        {
            return null;
        }

        var id = await texts.KeepAsync(userId, JsonSerializer.Serialize(kept));
        return request.PathBase + request.Path + QueryString.Create(
            [.. request.Query.Where(q => q.Key != Parameter).SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value)), new(Parameter, id.ToString())]);
    }

    /// <summary>Null for what was not sent to this page, by this person.</summary>
    public async Task<KeptForm?> FindAsync(Guid userId, HttpRequest request) =>
        Guid.TryParse(request.Query[Parameter], out var id) && await texts.FindAsync(userId, id) is { } text
        && JsonSerializer.Deserialize<KeptForm>(text) is { } kept && kept.Address == request.PathBase + request.Path ? kept : null;

    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request)
    {
        try
        {
            return HttpMethods.IsPost(request.Method) && request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            // What cannot be read was typed by nobody.
            return null;
        }
    }
}
