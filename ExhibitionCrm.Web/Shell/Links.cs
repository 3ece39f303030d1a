using System.Globalization;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Shell;

/// <summary>
/// The addresses of this site's pages and endpoints, as paths without a host. Pages say theirs in their first line; everything
/// else asks here, and a test holds both together. Those of an exhibition begin with its own address; those of the
/// installation are constants.
/// </summary>
/// <param name="exhibition">Where nobody has chosen one, its addresses lead to the one that was last used.</param>
public sealed class Links(CurrentExhibition exhibition)
{
    /// <summary>Without an exhibition, as endpoints are mapped.</summary>
    internal static readonly Links Routes = new(new CurrentExhibition(() => throw new InvalidOperationException("A route is about no exhibition.")));

    private string? _beginning;

    /// <summary>Leads to <see cref="Home"/> of the exhibition that was last used.</summary>
    public const string Start = "/";

    /// <summary>What stands before an exhibition's short name.</summary>
    public const string AtExhibition = "/e";

    public string Home => At("/");

    public string Customers => At("/customers");
    public string CustomersOfToday => $"{Customers}?created=today";
    public string FindCustomer => $"{Customers}/find";
    public string ScanCustomer => $"{Customers}/scan";
    public string ScanForBill => $"{ScanCustomer}?for=bill";
    public string RegisterCustomer => $"{Customers}/new";
    public string Duplicates => $"{Customers}/duplicates";
    public string PossibleDuplicates => $"{Customers}/possible-duplicates";

    /// <summary>Of whom somebody said that they are not the same.</summary>
    public string DistinctCustomers => $"{PossibleDuplicates}?show=distinct";
    public string ExportWorkbook => $"{Customers}/export.xlsx";
    public string ExportSummaryCsv => $"{Customers}/export.csv";
    public string ExportBillsCsv => $"{Customers}/export-bills.csv";

    public string Bills => At("/bills");
    public string BillsOfToday => $"{Bills}?created=today";
    public string AddBill => $"{Bills}/new";

    public string Mail => At("/mail");
    public string ResendMail => $"{Mail}/resend";
    public string ResendToSelected => $"{Mail}/resend-selected";
    public string ResendToMany => $"{Mail}/resend-many";
    public string SendTestMail => $"{Mail}/test";

    public string Activity => At("/activity");

    public const string Staff = "/staff";
    public const string CreateAccount = $"{Staff}/new";
    public const string Settings = "/settings";
    /// <summary>Leads to the settings of the exhibition that one is at.</summary>
    public const string Exhibition = "/exhibition";

    public const string Exhibitions = "/exhibitions";
    public const string CreateExhibition = $"{Exhibitions}/new";

    public const string SignIn = "/account/sign-in";
    public const string SignOut = "/account/sign-out";
    public const string ForgotPassword = "/account/forgot-password";
    public const string Profile = "/account/profile";
    public const string SecondFactor = $"{Profile}/second-factor";

    /// <summary>The script that reads QR codes, under a policy of its own: so it is always the program that serves it.</summary>
    public const string Decoder = "/decoder.js";

    /// <summary>An exhibition's logo, under a policy of its own, without the exhibition before it.</summary>
    internal const string LogoPath = "/logo";

    private const string ResetPasswordPage = "/account/reset-password";

    /// <param name="address">Where it leads once somebody signed in.</param>
    public static string SignInFor(string address) => $"{SignIn}?returnUrl={Uri.EscapeDataString(address)}";

    /// <param name="address">Where it leads once it is set up.</param>
    public static string SecondFactorFor(string address) => $"{SecondFactor}?returnUrl={Uri.EscapeDataString(address)}";

    /// <param name="typed">An ID, or words of the name, e-mail address or phone number.</param>
    public string CustomersFound(string typed) => $"{Customers}?q={Uri.EscapeDataString(typed)}";

    /// <param name="typed">What was searched for in vain: the form says it where it belongs.</param>
    public string RegisterCustomerAs(string typed) => $"{RegisterCustomer}?typed={Uri.EscapeDataString(typed)}";

    /// <summary>Of somebody who is known from another exhibition.</summary>
    public string RegisterKnown(string id) => $"{RegisterCustomer}?known={id}";

    /// <summary>As <see cref="RegisterKnown"/>, and on to a bill.</summary>
    public string RegisterKnownForBill(string id) => $"{RegisterKnown(id)}&for=bill";

    /// <param name="slug">Of another exhibition.</param>
    internal static string CustomerAt(string slug, string id) => $"{Beginning(slug)}{Routes.Customers}/{id}";

    public string Customer(string id) => $"{Customers}/{id}";

    public string EditCustomer(string id) => $"{Customers}/{id}/edit";

    public string DeleteCustomer(string id) => $"{Customers}/{id}/delete";

    /// <summary>Asks with whom.</summary>
    public string MergeCustomer(string id) => $"{Customers}/{id}/merge";

    /// <param name="id">The one that stays, unless somebody swaps them.</param>
    public string MergeCustomers(string id, string otherId) => $"{MergeCustomer(id)}?with={otherId}";

    /// <param name="survivorId">Whose page offers it.</param>
    public string UndoMerge(string survivorId, long merge) => string.Create(CultureInfo.InvariantCulture, $"{Customers}/{survivorId}/merges/{merge}/undo");

    public string Badge(string customerId) => $"{Customers}/{customerId}/badge";

    public string PrintBadge(string customerId) => $"{Badge(customerId)}/print";

    /// <summary>Without being asked, unless it was printed before.</summary>
    public string PrintBadgeNow(string customerId) => $"{PrintBadge(customerId)}?now=true";

    /// <summary>As a scalable image.</summary>
    public string QrCode(string customerId) => $"{Customers}/{customerId}/qr.svg";

    public string Bill(Guid id) => $"{Bills}/{id}";

    public string VoidBill(Guid id) => $"{Bills}/{id}/void";

    public string BillsOf(string customerId) => $"{Bills}?q={customerId}";

    public string AddBillFor(string customerId) => $"{AddBill}?customer={customerId}";

    public string MailMessage(Guid id) => $"{Mail}/{id}";

    public string MailBatch(Guid id) => $"{Mail}/batches/{id}";

    public string ResendMailTo(string customerId) => $"{ResendMail}?customer={customerId}";

    public static string Account(string userName) => $"{Staff}/{Uri.EscapeDataString(userName)}";

    public static string EditExhibition(int id) => string.Create(CultureInfo.InvariantCulture, $"{Exhibitions}/{id}");

    public static string DeleteExhibition(int id) => $"{EditExhibition(id)}/delete";

    /// <param name="id">Whose settings the new one begins with.</param>
    public static string CopyExhibition(int id) => string.Create(CultureInfo.InvariantCulture, $"{CreateExhibition}?from={id}");

    /// <summary>With the host that people know: it is read in a mail, or passed on by hand.</summary>
    /// <param name="code">Of letters, digits, - and _.</param>
    public static Uri ResetPassword(Uri site, Guid userId, string code) => new(site, $"{ResetPasswordPage}?user={userId}&code={code}");

    public static string ExhibitionLogo(int id) => $"{EditExhibition(id)}/logo";

    /// <param name="version">Of the image; another one has another address.</param>
    public string Logo(string version) => At($"{LogoPath}?v={version}");

    /// <param name="slug">Of any exhibition.</param>
    internal static string LogoAt(string slug, string version) => $"{Beginning(slug)}{LogoPath}?v={version}";

    /// <summary>The style sheet of a label that is of no standard size.</summary>
    /// <param name="width">In millimetres.</param>
    /// <param name="height">In millimetres.</param>
    public static string LabelStyle(int width, int height) => string.Create(CultureInfo.InvariantCulture, $"/labels/{width}x{height}.css");

    /// <summary>How all addresses of an exhibition begin.</summary>
    public static string Beginning(string slug) => $"{AtExhibition}/{slug}";

    private string At(string path) =>
        (_beginning ??= exhibition.Chosen is { } chosen ? Beginning(chosen.Slug) : "") + path;
}
