namespace TransformerService.Distillation.Data;

/// <summary>The result of parsing a line: a record or a fault.</summary>
internal readonly record struct ParsedLine<T>(T? Record, LineFault? Fault) where T : class
{
    public static implicit operator ParsedLine<T>(T record) => new(record, null);

    public static implicit operator ParsedLine<T>(LineFault fault) => new(null, fault);
}
