using TransformerService.Inference.Admission;

namespace TransformerService.Api.Access;

/// <summary>Keeps requests counted as in progress until their answers are sent.</summary>
internal static class RequestHolds
{
    /// <summary>A hold that ends with the response.</summary>
    public static RequestHold UntilSent(HttpContext context)
    {
        var hold = new RequestHold();
        context.Response.RegisterForDispose(hold);
        return hold;
    }
}
