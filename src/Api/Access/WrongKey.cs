namespace TransformerService.Api.Access;

/// <summary>Among the features of a request that came with a key that is none.</summary>
internal sealed class WrongKey
{
    private WrongKey()
    {
    }

    public static WrongKey Instance { get; } = new();
}
