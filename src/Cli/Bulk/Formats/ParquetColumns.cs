using System.Reflection;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>Copies columns as they are: values, and the levels that say what is null and where lists begin.</summary>
internal static class ParquetColumns
{
    private static readonly MethodInfo Typed = ((Delegate)WriteAsync<int>).Method.GetGenericMethodDefinition();

    /// <summary>Copies a column of a row group.</summary>
    /// <param name="path">The file that it is read from, for messages.</param>
    /// <param name="from">The row group that it is read from.</param>
    /// <param name="to">The row group that it is written to.</param>
    /// <param name="field">The column.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task CopyAsync(
        string path,
        ParquetRowGroupReader from,
        ParquetRowGroupWriter to,
        DataField field,
        CancellationToken cancellationToken
    )
    {
        using var data = await ParquetFile.ReadAsync(path, async () => await from.ReadRawColumnDataBaseAsync(field, cancellationToken));
        var type = data.GetType();
        while (!type.IsGenericType)
        {
            type = type.BaseType!; // RawColumnData<T> is among them
        }

        var write = Typed.MakeGenericMethod(type.GetGenericArguments()[0]);
        await (Task)write.Invoke(null, [to, field, data, cancellationToken])!; // returns a task
    }

    private static async Task WriteAsync<T>(
        ParquetRowGroupWriter to,
        DataField field,
        RawColumnData<T> data,
        CancellationToken cancellationToken
    )
        where T : struct
    {
        // An array that is null would become levels that are empty.
        ReadOnlyMemory<int>? definitions = null,
            repetitions = null;
        ReadOnlyMemory<T> values = data.Values.ToArray();
        if (field.MaxDefinitionLevel > 0)
        {
            definitions = data.DefinitionLevels.ToArray();
            values = values[..data.DefinitionLevels.Count(field.MaxDefinitionLevel)]; // behind them is room for nulls
        }

        if (field.MaxRepetitionLevel > 0)
        {
            repetitions = data.RepetitionLevels.ToArray();
        }

        await to.WriteAllPartsAsync<T>(field, values, definitions, repetitions, cancellationToken);
    }
}
