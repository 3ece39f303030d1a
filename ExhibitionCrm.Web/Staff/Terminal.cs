using System.Text;

namespace ExhibitionCrm.Web.Staff;

/// <summary>Asks the person at the terminal, or reads what a script pipes in. What is typed as a password is not shown.</summary>
internal static class Terminal
{
    /// <param name="otherwise">Where nobody can be asked.</param>
    /// <exception cref="CommandFailedException">There is no answer.</exception>
    public static string Ask(string what, string? otherwise)
    {
        if (Console.IsInputRedirected)
        {
            return otherwise is { Length: > 0 } ? otherwise : throw new CommandFailedException($"{what} is required, and there is no terminal to prompt for it.");
        }

        Console.Write($"{what}: ");
        return Console.ReadLine()?.Trim() is { Length: > 0 } answer ? answer : throw new CommandFailedException($"{what} is required.");
    }

    /// <param name="otherwise">What a script has set beforehand; without it, a line is read.</param>
    /// <exception cref="CommandFailedException">There is none, or it was typed differently the second time.</exception>
    public static string AskPassword(string? otherwise)
    {
        if (Console.IsInputRedirected)
        {
            return (otherwise is { Length: > 0 } ? otherwise : Console.In.ReadLine()) is { Length: > 0 } password
                ? password
                : throw new CommandFailedException("Password is required, and there is no terminal to prompt for it.");
        }

        var first = ReadHidden("Password");
        return ReadHidden("Confirm password") == first ? first : throw new CommandFailedException("The passwords don't match.");
    }

    private static string ReadHidden(string what)
    {
        Console.Write($"{what}: ");
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.WriteLine();
        return typed.ToString();
    }
}
