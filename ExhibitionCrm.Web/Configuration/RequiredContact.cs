namespace ExhibitionCrm.Web.Configuration;

/// <summary>Which ways to reach a customer have to be given. The name always is.</summary>
public sealed record RequiredContact(bool Email, bool Phone)
{
    public static readonly RequiredContact Both = new(Email: true, Phone: true);
}
