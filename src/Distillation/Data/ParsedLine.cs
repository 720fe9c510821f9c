namespace TransformerService.Distillation.Data;

/// <summary>What a line holds: a record, or a fault and no record.</summary>
internal readonly record struct ParsedLine<T>(T? Record, LineFault? Fault) where T : class
{
    public static implicit operator ParsedLine<T>(T record) => new(record, null);

    public static implicit operator ParsedLine<T>(LineFault fault) => new(null, fault);
}
