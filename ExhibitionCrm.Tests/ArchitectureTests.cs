using System.Reflection;
using System.Runtime.CompilerServices;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Tests;

/// <summary>
/// The floors of the web program: a folder stands on those below it and names nothing above. Looked up in what the compiled
/// types mention: bases, members, attributes, and every type and member that a method's code asks for.
/// </summary>
public sealed class ArchitectureTests
{
    private const string Root = "ExhibitionCrm.Web";

    /// <summary>What each folder may name, besides itself and what those name in turn.</summary>
    private static readonly Dictionary<string, string[]> StandsOn = new()
    {
        ["Configuration"] = [],
        ["Security"] = ["Configuration"],
        ["Data"] = ["Security"],
        ["Lists"] = ["Data"],
        ["Forms"] = ["Data"],
        ["Shell"] = ["Lists", "Forms"],
        ["Activity"] = ["Shell"],
        ["Outbox"] = ["Activity"],
        ["Accounts"] = ["Outbox"],
        ["Staff"] = ["Accounts", "Exhibitions"],
        ["Exhibitions"] = ["Outbox"],
        ["Customers"] = ["Exhibitions"],
        ["Badges"] = ["Customers"],
        ["Bills"] = ["Customers"],
        ["Mail"] = ["Badges", "Accounts"],
        ["Exports"] = ["Bills"],
        ["Home"] = ["Bills", "Mail"],
        ["Settings"] = ["Bills", "Mail"],
        ["Demo"] = ["Bills", "Mail"],
        ["StaticFiles"] = [],
    };

    // The database's one context has a set for each entity, and the names of the migrations' own types are nobody's.
    private static readonly Type[] Everywhere = [typeof(CrmDbContext)];

    public static TheoryData<string> Folders => [.. StandsOn.Keys];

    [Fact]
    public void EveryFolder_HasItsFloor() => Assert.Empty(
        Types().Select(Folder).Distinct().Except([.. StandsOn.Keys, ""]).Order());

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_NamesOnlyWhatItStandsOn(string folder)
    {
        var allowed = Below(folder).Append(folder).Append("").ToHashSet();
        var wrong =
            from type in Types()
            where Folder(type) == folder && !Everywhere.Contains(type)
            from named in MentionedTypes.Of(type)
            where named.Assembly == typeof(CrmDbContext).Assembly && !allowed.Contains(Folder(named))
            select $"{type.FullName} names {named.FullName}";
        Assert.Empty(wrong.Distinct().Order());
    }

    [Fact]
    public void Mentions_InCode_AreFound() =>
        Assert.Superset(new HashSet<Type> { typeof(Bill), typeof(CustomerLookup), typeof(AuditEntry) }, Types().Where(t => Folder(t) == "Bills").SelectMany(MentionedTypes.Of).ToHashSet());

    [Fact]
    public void Services_KnowNoPage()
    {
        // An address's or a form's values are read at the edge: by pages, endpoints and what they bind.
        string[] edge = ["Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Http"];
        var wrong =
            from type in Types()
            where type.Name.EndsWith("Service", StringComparison.Ordinal) || type.Name.EndsWith("List", StringComparison.Ordinal) || type.Name is "CustomerLookup" or "MassResend"
            from named in MentionedTypes.Of(type)
            where named.Namespace is { } space && edge.Any(e => space.StartsWith(e, StringComparison.Ordinal))
            select $"{type.FullName} names {named.FullName}";
        Assert.Empty(wrong.Distinct().Order());
    }

    private static HashSet<string> Below(string folder) => [.. StandsOn[folder], .. StandsOn[folder].SelectMany(Below)];

    private static IEnumerable<Type> Types() => typeof(CrmDbContext).Assembly.GetTypes().Where(type =>
        type.Namespace is { } space && space.StartsWith(Root, StringComparison.Ordinal) && !space.Contains("Migrations", StringComparison.Ordinal)
        // Views are made of markup, and what they name they are given.
        && !type.GetCustomAttributes<Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemMetadataAttribute>().Any()
        && !typeof(Microsoft.AspNetCore.Mvc.Razor.RazorPageBase).IsAssignableFrom(Outermost(type))
        && !Outermost(type).IsDefined(typeof(CompilerGeneratedAttribute)));

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string Folder(Type type) => Outermost(type).Namespace is { } space && space.StartsWith($"{Root}.", StringComparison.Ordinal)
        ? space[(Root.Length + 1)..].Split('.')[0]
        : "";
}
