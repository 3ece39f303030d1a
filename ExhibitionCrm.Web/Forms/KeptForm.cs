using Microsoft.AspNetCore.Diagnostics;

namespace ExhibitionCrm.Web.Forms;

/// <summary>A form whose page could not answer, as it was sent: its fields, and where they are to be sent again.</summary>
public sealed record KeptForm(string Address, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    // Neither is repeated in a page; whoever typed one types it again.
    private static readonly string[] Secrets = ["password", "repeat", "code"];

    // Of the session that is over.
    private static readonly string[] Tokens = ["__RequestVerificationToken", FormOwner.FieldName];

    /// <summary>Null for a request that sent no form, and for one with a secret in it.</summary>
    public static async Task<KeptForm?> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType
            || context.Features.Get<IExceptionHandlerPathFeature>() is not { Path: var path })
        {
            return null;
        }

        var form = await request.ReadFormAsync(context.RequestAborted);
        return form.Keys.Any(IsSecret)
            ? null
            : new KeptForm($"{request.PathBase}{path}{request.QueryString}", [.. FieldsOf(form)]);
    }

    /// <summary>What people typed into a form, without its secrets, and what the page put there for itself.</summary>
    public static KeptForm WithoutSecrets(string address, IFormCollection form) =>
        new(address, [.. FieldsOf(form).Where(field => !IsSecret(field.Key) && !Tokens.Contains(field.Key))]);

    private static IEnumerable<KeyValuePair<string, string>> FieldsOf(IFormCollection form) =>
        form.SelectMany(field => field.Value, (field, value) => KeyValuePair.Create(field.Key, value ?? ""));

    private static bool IsSecret(string field) => Array.Exists(Secrets, secret => field.Contains(secret, StringComparison.OrdinalIgnoreCase));
}
