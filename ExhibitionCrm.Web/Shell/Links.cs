namespace ExhibitionCrm.Web.Shell;

/// <summary>
/// The addresses of this site's pages and endpoints, as paths without a host. Pages say theirs in their first line; everything
/// else asks here, and a test holds both together.
/// </summary>
public static class Links
{
    public const string Home = "/";

    public const string Customers = "/customers";
    public const string CustomersOfToday = $"{Customers}?created=today";
    public const string FindCustomer = $"{Customers}/find";
    public const string ScanCustomer = $"{Customers}/scan";
    public const string ScanForBill = $"{ScanCustomer}?for=bill";
    public const string RegisterCustomer = $"{Customers}/new";
    public const string Duplicates = $"{Customers}/duplicates";
    public const string ExportWorkbook = $"{Customers}/export.xlsx";
    public const string ExportSummaryCsv = $"{Customers}/export.csv";
    public const string ExportBillsCsv = $"{Customers}/export-bills.csv";

    public const string Bills = "/bills";
    public const string BillsOfToday = $"{Bills}?created=today";
    public const string AddBill = $"{Bills}/new";

    public const string Mail = "/mail";
    public const string ResendMail = $"{Mail}/resend";
    public const string ResendToSelected = $"{Mail}/resend-selected";
    public const string ResendToMany = $"{Mail}/resend-many";
    public const string SendTestMail = $"{Mail}/test";

    public const string Staff = "/staff";
    public const string CreateAccount = $"{Staff}/new";
    public const string Activity = "/activity";
    public const string Settings = "/settings";
    public const string Exhibition = "/exhibition";

    public const string SignIn = "/account/sign-in";
    public const string SignOut = "/account/sign-out";
    public const string ForgotPassword = "/account/forgot-password";
    public const string Profile = "/account/profile";
    public const string SecondFactor = $"{Profile}/second-factor";

    /// <summary>The script that reads QR codes, under a policy of its own: so it is always the program that serves it.</summary>
    public const string Decoder = "/decoder.js";

    private const string ResetPasswordPage = "/account/reset-password";

    /// <param name="address">Where it leads once somebody signed in.</param>
    public static string SignInFor(string address) => $"{SignIn}?returnUrl={Uri.EscapeDataString(address)}";

    /// <param name="address">Where it leads once it is set up.</param>
    public static string SecondFactorFor(string address) => $"{SecondFactor}?returnUrl={Uri.EscapeDataString(address)}";

    /// <param name="typed">An ID, or words of the name, e-mail address or phone number.</param>
    public static string CustomersFound(string typed) => $"{Customers}?q={Uri.EscapeDataString(typed)}";

    /// <param name="typed">What was searched for in vain: the form says it where it belongs.</param>
    public static string RegisterCustomerAs(string typed) => $"{RegisterCustomer}?typed={Uri.EscapeDataString(typed)}";

    /// <summary>Of somebody who is known from another exhibition.</summary>
    public static string RegisterKnown(string id) => $"{RegisterCustomer}?known={id}";

    /// <summary>As <see cref="RegisterKnown"/>, and on to a bill.</summary>
    public static string RegisterKnownForBill(string id) => $"{RegisterKnown(id)}&for=bill";

    /// <param name="slug">Of another exhibition.</param>
    internal static string CustomerAt(string slug, string id) => $"/e/{slug}{Customers}/{id}";

    public static string Customer(string id) => $"{Customers}/{id}";

    public static string EditCustomer(string id) => $"{Customers}/{id}/edit";

    public static string DeleteCustomer(string id) => $"{Customers}/{id}/delete";

    public static string Badge(string customerId) => $"{Customers}/{customerId}/badge";

    public static string PrintBadge(string customerId) => $"{Badge(customerId)}/print";

    /// <summary>Without being asked, unless it was printed before.</summary>
    public static string PrintBadgeNow(string customerId) => $"{PrintBadge(customerId)}?now=true";

    /// <summary>As a scalable image.</summary>
    public static string QrCode(string customerId) => $"{Customers}/{customerId}/qr.svg";

    public static string Bill(Guid id) => $"{Bills}/{id}";

    public static string VoidBill(Guid id) => $"{Bills}/{id}/void";

    public static string BillsOf(string customerId) => $"{Bills}?q={customerId}";

    public static string AddBillFor(string customerId) => $"{AddBill}?customer={customerId}";

    public static string MailMessage(Guid id) => $"{Mail}/{id}";

    public static string MailBatch(Guid id) => $"{Mail}/batches/{id}";

    public static string ResendMailTo(string customerId) => $"{ResendMail}?customer={customerId}";

    public static string Account(string userName) => $"{Staff}/{Uri.EscapeDataString(userName)}";

    /// <summary>With the host that people know: it is read in a mail, or passed on by hand.</summary>
    /// <param name="code">Of letters, digits, - and _.</param>
    public static Uri ResetPassword(Uri site, Guid userId, string code) => new(site, $"{ResetPasswordPage}?user={userId}&code={code}");
}
