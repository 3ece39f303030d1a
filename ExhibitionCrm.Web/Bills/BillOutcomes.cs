namespace ExhibitionCrm.Web.Bills;

/// <summary>What came of adding a bill.</summary>
public abstract record AddBillOutcome
{
    private AddBillOutcome()
    {
    }

    public sealed record Added(Guid Id, int Number) : AddBillOutcome;

    /// <summary>The key was used before for the same bill: this is the one made then.</summary>
    public sealed record Replayed(Guid Id, int Number) : AddBillOutcome;

    /// <summary>The key was used before for this other bill; nothing was saved.</summary>
    public sealed record KeyUsedForAnother(int Number, string CustomerId, decimal Amount) : AddBillOutcome;

    /// <summary>The key was used before at another exhibition; nothing was saved.</summary>
    public sealed record KeyUsedElsewhere : AddBillOutcome;

    /// <summary>The amount is doubtful and was not confirmed; nothing was saved.</summary>
    public sealed record ToBeConfirmed(AmountDoubt Doubt) : AddBillOutcome;

    /// <summary>The amount is in a currency that the exhibition does not have, or has no longer; nothing was saved.</summary>
    public sealed record OtherCurrency : AddBillOutcome;

    public sealed record NoSuchCustomer : AddBillOutcome;
}

/// <summary>What came of voiding a bill.</summary>
public enum VoidOutcome
{
    Voided,
    AlreadyVoid,
    NoSuchBill,

    /// <summary>Somebody else's, or too old: voiding it takes a reason.</summary>
    TooLateToUndo,
}
