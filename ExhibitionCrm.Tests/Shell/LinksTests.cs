using System.Reflection;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Shell;

public sealed class LinksTests(CrmSite site) : IClassFixture<CrmSite>
{
    private static readonly Links Routes = new(new CurrentExhibition(() => throw new InvalidOperationException()));
    private static readonly object[] Arguments = ["7K3M9QX2", 7, 7L, Guid.Parse("0190c2f4-0000-7000-8000-000000000001"), new Uri("https://crm.example.org")];

    public static TheoryData<string> All => [.. typeof(Links).GetFields().Where(f => f.Name != nameof(Links.AtExhibition)).Select(f => (string)f.GetValue(null)!)
        .Concat(typeof(Links).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.Name != nameof(Links.Beginning)).Select(Call))];

    [Theory]
    [MemberData(nameof(All))]
    public void Link_LeadsToAnEndpoint(string link)
    {
        var path = new PathString(link.Split('?')[0]);
        var endpoints = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        Assert.Contains(endpoints, endpoint => IsMeant(TemplateParser.Parse(endpoint.RoutePattern.RawText!), path));
    }

    // Not by chance, as "new" would be a customer's ID.
    private static bool IsMeant(RouteTemplate template, PathString path)
    {
        var values = new RouteValueDictionary();
        return new TemplateMatcher(template, []).TryMatch(path, values)
            && template.Parameters.All(parameter => Array.Exists(Arguments, a => $"{a}" == $"{values[parameter.Name!]}"));
    }

    private static string Call(MethodInfo method)
    {
        var arguments = method.GetParameters().Select(p => Arguments.First(a => p.ParameterType == a.GetType())).ToArray();
        return method.Invoke(Routes, arguments) is Uri url ? url.PathAndQuery : (string)method.Invoke(Routes, arguments)!;
    }
}
