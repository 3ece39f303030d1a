using System.CommandLine;
using ExhibitionCrm.Web.Accounts;

namespace ExhibitionCrm.Web.Staff;

/// <summary>The verbs <c>createsuperuser</c> and <c>changepassword</c>.</summary>
internal static class SuperuserCommands
{
    private const string PasswordVariable = "SUPERUSER_PASSWORD";

    public static Command CreateSuperuser()
    {
        var userName = new Option<string?>("--username") { Description = "User name. Prompted for if omitted." };
        var email = new Option<string?>("--email") { Description = "Email address. Prompted for if omitted." };
        var command = new Command(
            "createsuperuser",
            $"Creates an administrator. Prompts for the password, or reads it from {PasswordVariable} or standard input.")
        {
            userName,
            email,
        };
        command.SetAction(parsed => Commands.WithDatabaseAsync(command.Name, services =>
            CreateAsync(services, parsed.GetValue(userName), parsed.GetValue(email))));
        return command;
    }

    public static Command ChangePassword()
    {
        var userName = new Argument<string>("user") { Description = "User name." };
        var command = new Command(
            "changepassword", "Sets a new password for an account, unlocks it and ends its sessions. Prompts for the password, or reads it from standard input.")
        {
            userName,
        };
        command.SetAction(parsed => Commands.WithDatabaseAsync(command.Name, services => ChangeAsync(services, parsed.GetValue(userName)!)));
        return command;
    }

    private static async Task<int> CreateAsync(IServiceProvider services, string? userName, string? email)
    {
        var settings = services.GetRequiredService<IConfiguration>();
        userName ??= Terminal.Ask("User name", settings["SUPERUSER_USERNAME"]);
        email ??= Terminal.Ask("Email", settings["SUPERUSER_EMAIL"]);
        var password = Terminal.AskPassword(settings[PasswordVariable]);
        await services.GetRequiredService<FirstAdministrator>().CreateAsync(userName, email, password);
        Console.WriteLine($"Administrator {userName} created.");
        return 0;
    }

    private static async Task<int> ChangeAsync(IServiceProvider services, string userName)
    {
        var service = services.GetRequiredService<PasswordService>();
        if (!await service.ExistsAsync(userName))
        {
            throw new CommandFailedException($"Account {userName} doesn't exist.");
        }

        var result = await service.SetAsync(userName, Terminal.AskPassword(otherwise: null));
        if (!result.Succeeded)
        {
            throw new CommandFailedException(string.Join(Environment.NewLine, result.Errors.Select(e => e.Description)));
        }

        Console.WriteLine($"Password changed for {userName}.");
        return 0;
    }
}
