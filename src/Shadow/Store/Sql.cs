using System.Data;
using System.Data.Common;

namespace TransformerService.Shadow.Store;

/// <summary>Runs statements that both databases understand.</summary>
internal static class Sql
{
    /// <summary>Creates a command with its parameters; statements refer to them as <c>@name</c>.</summary>
    public static DbCommand Command(
        DbConnection connection,
        DbTransaction? transaction,
        string statement,
        params ReadOnlySpan<(string Name, object? Value)> parameters
    )
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statement;
        foreach ((var name, var value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = value switch
            {
                string => DbType.String,
                long => DbType.Int64,
                int => DbType.Int32,
                _ => DbType.Double,
            };
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>A list with one entry for each row or value, in which <c>{0}</c> stands for its number.</summary>
    public static string Each(string form, int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(index => string.Format(null, form, index)));

    /// <summary>Runs a statement. Returns how many rows it changed.</summary>
    public static Task<int> RunAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string statement,
        CancellationToken cancellationToken,
        params ReadOnlySpan<(string Name, object? Value)> parameters
    ) => FinishAsync(Command(connection, transaction, statement, parameters), cancellationToken);

    private static async Task<int> FinishAsync(DbCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
