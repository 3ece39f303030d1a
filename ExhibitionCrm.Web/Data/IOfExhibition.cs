namespace ExhibitionCrm.Web.Data;

/// <summary>
/// What belongs to one exhibition. Rows of others are not there for whoever asks <see cref="CrmDbContext"/>, and what is
/// added belongs to the exhibition that the context is about.
/// </summary>
public interface IOfExhibition
{
    int ExhibitionId { get; }
}

/// <summary>What belongs to one exhibition or to the installation, as what happens to accounts does.</summary>
public interface IMayBeOfExhibition : IOfExhibition
{
    /// <summary>In place of an exhibition's ID. No null: an index that begins with one gives no order.</summary>
    const int Installation = 0;

    /// <summary>What a new row has before it is said: were it 0, Entity Framework would leave the installation's to the column's default.</summary>
    const int Unset = -1;

    bool IsOfExhibition { get; }
}
