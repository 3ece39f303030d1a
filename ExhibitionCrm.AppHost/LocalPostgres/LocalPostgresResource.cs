namespace ExhibitionCrm.AppHost;

/// <summary>A PostgreSQL server without a container, run by <see cref="LocalPostgresCommand"/>, with one database on it.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="databaseName">The database that its connection string names; whoever migrates it makes it.</param>
/// <param name="password">As <see cref="LocalPostgresPassword"/> has it.</param>
internal sealed class LocalPostgresResource(string name, string databaseName, ParameterResource password)
    : ExecutableResource(name, Repository.AppHostProgram, Repository.Root), IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    public ReferenceExpression ConnectionStringExpression => ConnectionString(databaseName);

    /// <summary>To the database that every server has.</summary>
    public ReferenceExpression ServerConnectionString => ConnectionString("postgres");

    public EndpointReference Endpoint => new(this, EndpointName);

    private ReferenceExpression ConnectionString(string database) => ReferenceExpression.Create(
        $"Host=127.0.0.1;Port={Endpoint.Property(EndpointProperty.Port)};Username={LocalPostgres.UserName};Password={password};Database={database};SSL Mode=Disable;GSS Encryption Mode=Disable");
}
