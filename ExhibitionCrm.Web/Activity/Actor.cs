using System.Net;

namespace ExhibitionCrm.Web.Activity;

/// <summary>Who acts, and from which address.</summary>
public sealed record Actor(string Name, IPAddress? Address = null)
{
    /// <summary>The program itself: a command on the server, the outbox worker.</summary>
    public static readonly Actor System = new("system");

    private const string AnonymousName = "not signed in";

    /// <summary>The names of those who are no account.</summary>
    public static readonly IReadOnlyList<string> NoAccounts = [System.Name, AnonymousName];

    /// <summary>Who is not, or not yet, signed in. No user name has blanks.</summary>
    public static Actor Anonymous(IPAddress? address) => new(AnonymousName, address);

    /// <summary>What a sentence calls somebody of this name, at its beginning.</summary>
    public static string InASentence(string name) =>
        name == System.Name ? "The system" : name == AnonymousName ? "Someone who wasn't signed in" : name;
}
