namespace ExhibitionCrm.Web.Outbox;

/// <summary>What a message asks for; its text is made when it is sent, from the data as they are then.</summary>
public enum MessageKind
{
    Welcome,
    PasswordReset,
    Test,
}
