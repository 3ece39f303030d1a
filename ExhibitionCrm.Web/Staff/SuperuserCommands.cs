using System.CommandLine;

namespace ExhibitionCrm.Web.Staff;

/// <summary>The verbs <c>createsuperuser</c> and <c>changepassword</c>.</summary>
internal static class SuperuserCommands
{
    public static Command CreateSuperuser() => new("createsuperuser", "Creates an administrator.");

    public static Command ChangePassword() => new("changepassword", "Sets a new password for an account.");
}
