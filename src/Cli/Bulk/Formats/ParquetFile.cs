using Parquet;
using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>Opens and reads files of Parquet.</summary>
internal static class ParquetFile
{
    // Schemas that other libraries keep beside Parquet's own: they lack the new columns, and their readers would leave these out or fail.
    private static readonly string[] Schemas =
    [
        "ARROW:schema",
        "org.apache.spark.sql.parquet.row.metadata",
        "parquet.avro.schema",
        "avro.schema",
    ];

    /// <exception cref="CliException">It is not a file of Parquet.</exception>
    public static async Task<ParquetReader> OpenAsync(string path)
    {
        try
        {
            return await ParquetReader.CreateAsync(path);
        }
        catch (Exception exception) when (exception is not (FileNotFoundException or UnauthorizedAccessException))
        {
            throw new CliException($"{path} is not a Parquet file, or it is damaged: {exception.Message}");
        }
    }

    /// <summary>Reads a part of a file. Whatever its reader throws, also out of range or of memory, is the file's fault.</summary>
    /// <exception cref="CliException">It is damaged.</exception>
    public static async Task<T> ReadAsync<T>(string path, Func<Task<T>> readAsync)
    {
        try
        {
            return await readAsync();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new CliException($"{path} cannot be read; the file is damaged: {exception.Message}");
        }
    }

    /// <summary>The keys and values of a file that hold with more columns too.</summary>
    public static Dictionary<string, string> MetadataOf(ParquetReader reader) =>
        reader
            .CustomMetadata.Where(static pair => !Schemas.Contains(pair.Key))
            .ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
}
