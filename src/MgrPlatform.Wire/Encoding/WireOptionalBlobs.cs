namespace MgrPlatform.Wire.Encoding;

/// <summary>Values in a blob that is empty when there is no value.</summary>
public static class WireOptionalBlobs
{
    public static T? ReadOptionalBlob<T>(ref this WireReader reader, WireRead<T> read)
        where T : class
    {
        var ahead = reader;
        if (ahead.ReadLength() == 0)
        {
            reader.ReadLength();
            return null;
        }

        return reader.ReadBlob(read);
    }

    public static void WriteOptionalBlob<T>(this WireWriter writer, T? value, WireWrite<T> write)
        where T : class
    {
        if (value is null)
        {
            writer.WriteUInt32(0);
        }
        else
        {
            writer.WriteBlob(value, write);
        }
    }
}
