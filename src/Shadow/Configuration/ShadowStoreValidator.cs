using Microsoft.Extensions.Options;
using Npgsql;

namespace TransformerService.Shadow.Configuration;

/// <summary>
/// Checks that the PostgreSQL connection string can be read. An unreachable server shows later, and is not a fault of the configuration.
/// </summary>
internal sealed class ShadowStoreValidator : IValidateOptions<ShadowOptions>
{
    public ValidateOptionsResult Validate(string? name, ShadowOptions options)
    {
        if (options.Store.PostgreSql is not { Length: > 0 } connectionString)
        {
            return ValidateOptionsResult.Success;
        }

        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Host is { Length: > 0 }
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("Shadow:Store:PostgreSql names no host; write Host=…;Database=…;Username=….");
        }
        catch (ArgumentException)
        {
            // Its message may repeat the password.
            return ValidateOptionsResult.Fail("Shadow:Store:PostgreSql is not a connection string; write Host=…;Database=…;Username=….");
        }
    }
}
