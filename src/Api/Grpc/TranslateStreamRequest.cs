using Google.Protobuf;
using Grpc.Core;
using TransformerService.Api.Errors;
using TransformerService.Api.Grpc;

namespace TransformerService.V1;

/// <summary>A text of a stream, which may be one that could not be read.</summary>
internal sealed partial class TranslateStreamRequest
{
    /// <summary>Why the message could not be read; then only the fields before the fault are set, of which the id is the first.</summary>
    public Failure? Unread { get; private set; }

    /// <summary>Reads a message. Never throws for its content, so that the stream goes on.</summary>
    public static TranslateStreamRequest Read(DeserializationContext context)
    {
        var message = new TranslateStreamRequest();
        try
        {
            message.MergeFrom(context.PayloadAsReadOnlySequence());
        }
        catch (InvalidProtocolBufferException exception)
        {
            message.Unread = MessageReaders.Describe(exception);
        }

        return message;
    }
}
